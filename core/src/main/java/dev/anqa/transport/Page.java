package dev.anqa.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paths, and who answers them. */
record Page(PagePath path, Answerer answerer) {
  /** Answers, or leaves it to those behind it. */
  interface Answerer {
    /** An answer; null if there is nothing under that path here. */
    @Nullable HttpResponse answer(HttpRequest request) throws Exception;
  }

  boolean matches(List<String> segments) {
    return path.matches(segments);
  }
}
