package dev.anqa.conformance.client;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A part of what every transport has to do: the tests of the class run on each {@link Wire}, in
 * each version. The class takes a {@link Dialect} and the Lab. A further transport is a further
 * wire; what is true of one transport only has a class of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass
@ArgumentsSource(TransportContract.Dialects.class)
@ExtendWith(SharedLab.class)
public @interface TransportContract {
  /** The versions, where not both do the same. */
  Vsn[] value() default {Vsn.V1, Vsn.V2};

  /** Each wire in each version. */
  final class Dialects extends AnnotationBasedArgumentsProvider<TransportContract> {
    @Override
    protected Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context, TransportContract contract) {
      return Arrays.stream(Wire.values())
          .flatMap(wire -> Arrays.stream(contract.value()).map(vsn -> new Dialect(wire, vsn)))
          .map(Arguments::of);
    }
  }
}
