package dev.anqa.transport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's way to virtual threads whose scheduler is ours. JDK 25 has no public one; where the JVM
 * runs with {@code --add-opens java.base/java.lang=ALL-UNNAMED} its own is used.
 */
final class OwnScheduler {
  /** Makes a thread of a scheduler, a name, flags and a task. */
  private final MethodHandle maker;

  private final Executor usual;

  private OwnScheduler(MethodHandle maker, Executor usual) {
    this.maker = maker;
    this.usual = usual;
  }

  /** Null if this JVM does not let us. */
  static @Nullable OwnScheduler find() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      Class<?> threads = Class.forName("java.lang.VirtualThread");
      Lookup lookup = MethodHandles.lookup();
      MethodHandle maker =
          MethodHandles.privateLookupIn(builders, lookup)
              .findStatic(
                  builders,
                  "newVirtualThread",
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      MethodHandle usual =
          MethodHandles.privateLookupIn(threads, lookup)
              .findStatic(threads, "defaultScheduler", MethodType.methodType(Executor.class));
      return new OwnScheduler(maker, (Executor) usual.invokeExact());
    } catch (ReflectiveOperationException e) {
      return null; // Closed, or another JVM: the usual threads do, too.
    } catch (Throwable e) {
      throw new IllegalStateException("the JVM did not tell its scheduler", e);
    }
  }

  /** The scheduler that virtual threads have otherwise. */
  Executor usual() {
    return usual;
  }

  /** A virtual thread that has not begun; the scheduler is given what runs it, or runs it on. */
  Thread thread(Executor scheduler, String name, Runnable task) {
    try {
      return (Thread) maker.invokeExact(scheduler, name, 0, task);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the JVM did not make a virtual thread", e);
    }
  }
}
