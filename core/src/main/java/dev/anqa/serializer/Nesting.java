package dev.anqa.serializer;

import java.util.Arrays;

/** The arrays and objects that are open at a place in a JSON text, with the keys of each object. */
final class Nesting {
  private static final long[] NONE = {};

  /**
   * For each, a mark and, if it is an object, the hashes of its keys so far. A mark is the place of
   * the mark before it times two, plus one for an object.
   */
  private long[] stack = NONE;

  private int top;

  /** Where the innermost one's mark is. */
  private int mark;

  void open(boolean object) {
    push(((long) mark << 1) | (object ? 1 : 0));
    mark = top - 1;
  }

  /** What closes the innermost one. */
  byte closing() {
    return (byte) ((stack[mark] & 1) != 0 ? '}' : ']');
  }

  /** Adds a key of the innermost one, which is an object, by its hash. */
  void key(long hash) {
    push(hash);
  }

  /**
   * Closes the innermost one. Returns whether two of its keys have the same hash; different keys
   * may, which costs a walk over the slow path and no more, so that the hash needs no secret.
   */
  boolean close() {
    boolean equal = top - mark > 2 && hasEqual(mark + 1, top);
    top = mark;
    mark = (int) (stack[mark] >>> 1);
    return equal;
  }

  private boolean hasEqual(int from, int to) {
    if (to - from <= 8) {
      for (int i = from + 1; i < to; i++) {
        for (int j = from; j < i; j++) {
          if (stack[i] == stack[j]) {
            return true;
          }
        }
      }
      return false;
    }
    Arrays.sort(stack, from, to);
    for (int i = from + 1; i < to; i++) {
      if (stack[i] == stack[i - 1]) {
        return true;
      }
    }
    return false;
  }

  private void push(long value) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, Math.max(8, top * 2));
    }
    stack[top++] = value;
  }
}
