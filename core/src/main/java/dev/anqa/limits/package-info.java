/**
 * What a node, an address and a connection may take, and what happens above it: limits that are on
 * by default, say what they are when they refuse, and may be changed while the endpoint runs.
 */
@NullMarked
package dev.anqa.limits;

import org.jspecify.annotations.NullMarked;
