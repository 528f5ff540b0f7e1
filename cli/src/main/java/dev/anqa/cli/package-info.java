/**
 * The {@code anqa} command: one file a subcommand, listed in {@link dev.anqa.cli.Anqa}.
 *
 * <p>What a command shows goes to stdout, what it says about itself to stderr, so that every
 * command can stand in a pipe.
 */
@NullMarked
package dev.anqa.cli;

import org.jspecify.annotations.NullMarked;
