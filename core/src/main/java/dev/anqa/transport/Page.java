package dev.anqa.transport;

import java.util.List;

/** Paths, and who answers them. */
record Page(PagePath path, Answerer answerer) {
  /** Answers, or leaves it to those behind it. */
  interface Answerer {
    /** Sees to an answer; false, and nothing done, if there is nothing under that path here. */
    boolean answer(Exchange exchange) throws Exception;
  }

  boolean matches(List<String> segments) {
    return path.matches(segments);
  }
}
