/** {@code anqa new} and {@code anqa gen}: projects, and classes for them, out of templates. */
@NullMarked
package dev.anqa.cli.project;

import org.jspecify.annotations.NullMarked;
