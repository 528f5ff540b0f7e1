/**
 * Looking into a running node, and steering it.
 *
 * <p>An application meets {@link dev.anqa.inspect.Inspector} and {@link dev.anqa.inspect.Admin}.
 * Everything here reads what the other packages keep anyway, and waits for no event loop and no
 * mailbox; answers are bounded and may be a moment old.
 */
@NullMarked
package dev.anqa.inspect;

import org.jspecify.annotations.NullMarked;
