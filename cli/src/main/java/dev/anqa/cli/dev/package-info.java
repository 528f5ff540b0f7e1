/**
 * The development loop: a project runs, and runs again when its sources change.
 *
 * <p>Maven says once what a project runs with. After that javac compiles in this process, and the
 * libraries come from a class archive, so that a change is seen within a second.
 */
@NullMarked
package dev.anqa.cli.dev;

import org.jspecify.annotations.NullMarked;
