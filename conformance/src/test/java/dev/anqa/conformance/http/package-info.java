/** HTTP as those send it who mean no good: malformed, slow, or without end. */
@NullMarked
package dev.anqa.conformance.http;

import org.jspecify.annotations.NullMarked;
