/** An endpoint that streams numbers. */
@NullMarked
package dev.anqa.examples.numbers;

import org.jspecify.annotations.NullMarked;
