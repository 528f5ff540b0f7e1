package dev.anqa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process in order at the first SIGTERM or SIGINT, and at once at a second.
 *
 * <p>By {@code sun.misc.Signal}, which the JDK exports for this, and by reflection, since javac has
 * a warning for its name that nothing switches off; see ADR 10.
 */
final class StopSignals implements InvocationHandler {
  /** By convention, a process that a signal ended has this and the signal's number as exit code. */
  private static final int BY_SIGNAL = 128;

  private final Runnable stop;
  private final Method number;
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** What another endpoint installed before, which is stopped too; null if there is none. */
  private volatile @Nullable StopSignals before;

  private StopSignals(Runnable stop, Method number) {
    this.stop = stop;
    this.number = number;
  }

  /**
   * Takes both signals over, for the whole process.
   *
   * @param stop blocks until all is stopped
   * @throws IllegalStateException if the JVM leaves signals alone, such as with {@code -Xrs}
   */
  static void install(Runnable stop) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      StopSignals own = new StopSignals(stop, signal.getMethod("getNumber"));
      Object proxy =
          Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, own);
      Method handle = signal.getMethod("handle", signal, handler);
      for (String name : new String[] {"TERM", "INT"}) {
        Object named = signal.getConstructor(String.class).newInstance(name);
        Object former = handle.invoke(null, named, proxy);
        if (Proxy.isProxyClass(former.getClass())
            && Proxy.getInvocationHandler(former) instanceof StopSignals other) {
          own.before = other;
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "stopOnSignals: this JVM does not hand out signals (is it run with -Xrs, or without the"
              + " module jdk.unsupported?). Leave it out, and call Endpoint.stop() yourself.",
          e);
    }
  }

  /** For each signal, on a thread of its own. */
  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      case "toString" -> "StopSignals";
      default -> {
        handle((Integer) number.invoke(arguments[0]));
        yield proxy;
      }
    };
  }

  private void stopAll() {
    StopSignals other = before;
    if (other != null) {
      other.stopAll();
    }
    stop.run();
  }

  private void handle(int signal) {
    if (stopping.compareAndSet(false, true)) {
      stopAll();
      System.exit(0);
    } else {
      Runtime.getRuntime().halt(BY_SIGNAL + signal);
    }
  }
}
