/**
 * The commands that look into a running node and steer it, over its admin interface ({@code
 * docs/admin.md}); one file a command.
 */
@NullMarked
package dev.anqa.cli.node;

import org.jspecify.annotations.NullMarked;
