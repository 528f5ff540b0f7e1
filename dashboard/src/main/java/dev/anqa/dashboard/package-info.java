/**
 * A page for operators: what an endpoint does at this moment, and what they may do about it; {@link
 * dev.anqa.dashboard.Dashboard} mounts it. It is itself an application of channels: a socket, four
 * channels, and a page with phoenix.js. {@code docs/dashboard.md} shows it.
 */
@NullMarked
package dev.anqa.dashboard;

import org.jspecify.annotations.NullMarked;
