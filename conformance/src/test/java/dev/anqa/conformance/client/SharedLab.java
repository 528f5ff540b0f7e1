package dev.anqa.conformance.client;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one Lab that the whole run shares. Tests run at the same time, so each uses
 * topics and socket ids of its own; one that stops a Lab starts its own.
 */
public final class SharedLab implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningLab.class;
  }

  @Override
  public RunningLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedLab.class))
        .computeIfAbsent(RunningLab.class, key -> RunningLab.start(), RunningLab.class);
  }
}
