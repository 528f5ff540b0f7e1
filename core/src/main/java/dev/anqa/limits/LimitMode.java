package dev.anqa.limits;

/** What a limit does. */
public enum LimitMode {
  /** Nothing; nothing is counted or told either. */
  OFF,
  /** Lets everything pass, and counts and tells what it would have refused. */
  OBSERVE,
  /** Refuses what is too much. */
  ENFORCE
}
