/** Signed tokens, by which a server knows later what it told a client; leans on nothing else. */
@NullMarked
package dev.anqa.token;

import org.jspecify.annotations.NullMarked;
