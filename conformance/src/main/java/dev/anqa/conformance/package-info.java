/** The Lab: an endpoint with every behaviour that a client can see. */
@NullMarked
package dev.anqa.conformance;

import org.jspecify.annotations.NullMarked;
