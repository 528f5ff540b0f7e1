/** Where an application starts: the endpoint and what it is made of. */
@NullMarked
package dev.anqa;

import org.jspecify.annotations.NullMarked;
