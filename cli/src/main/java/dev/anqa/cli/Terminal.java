package dev.anqa.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command has of the outside: the process's streams and variables, or a test's.
 *
 * @param in read by one thread of the command at most
 * @param out buffered; an {@link java.io.IOException} tells that the reader of a pipe has gone,
 *     which {@link System#out} would hide
 * @param err flushed at every end of line
 * @param environment the environment variables
 * @param directory where the command was called; absolute
 */
public record Terminal(
    InputStream in,
    OutputStream out,
    PrintWriter err,
    Map<String, String> environment,
    Path directory) {

  private static final int OUT_BUFFER_BYTES = 64 * 1024;

  static Terminal ofProcess() {
    return new Terminal(
        System.in,
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
        new PrintWriter(
            new FileOutputStream(FileDescriptor.err),
            true,
            Charset.forName(System.getProperty("stderr.encoding", "UTF-8"))),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }
}
