/** Who is where in the whole cluster: the counterpart of {@code Phoenix.Tracker}. */
@NullMarked
package dev.anqa.tracker;

import org.jspecify.annotations.NullMarked;
