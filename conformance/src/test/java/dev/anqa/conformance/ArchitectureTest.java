package dev.anqa.conformance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the arrows between packages. A package is the stage that a message is in; what must go up
 * goes through an interface that the lower stage owns.
 */
final class ArchitectureTest {
  /**
   * By package below {@code dev.anqa}: the packages that it may use. The root may use all of them.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("pubsub", Set.of()),
          Map.entry("tracker", Set.of("pubsub")),
          Map.entry("cluster", Set.of("pubsub")),
          Map.entry("redis", Set.of("pubsub")),
          Map.entry("telemetry", Set.of("pubsub", "tracker")),
          Map.entry("token", Set.of()),
          Map.entry("serializer", Set.of("pubsub")),
          Map.entry("limits", Set.of("pubsub", "telemetry")),
          Map.entry("channel", Set.of("limits", "serializer", "pubsub", "telemetry", "token")),
          Map.entry("presence", Set.of("channel", "serializer", "pubsub", "tracker", "telemetry")),
          Map.entry(
              "socket", Set.of("limits", "channel", "serializer", "pubsub", "telemetry", "token")),
          Map.entry(
              "transport",
              Set.of("limits", "socket", "channel", "serializer", "pubsub", "telemetry", "token")),
          Map.entry(
              "inspect",
              Set.of(
                  "limits",
                  "transport",
                  "socket",
                  "channel",
                  "serializer",
                  "pubsub",
                  "tracker",
                  "telemetry")));

  /** Packages of other modules, which use the public API as applications do. */
  private static final Set<String> ABOVE =
      Set.of("cli", "conformance", "dashboard", "examples", "metrics", "testkit");

  private static final JavaClasses ANQA =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.anqa");

  @ParameterizedTest
  @MethodSource
  void usesOnlyWhatIsBelow(String name, Set<String> allowed) {
    noClasses()
        .that(areIn(name))
        .should()
        .dependOnClassesThat(areInAnqaOutside(name, allowed))
        .allowEmptyShould(true)
        .check(ANQA);
  }

  static Stream<Arguments> usesOnlyWhatIsBelow() {
    return new TreeMap<>(ARROWS).entrySet().stream().map(e -> arguments(e.getKey(), e.getValue()));
  }

  @Test
  void knowsEveryPackage() {
    var unknown = new TreeSet<String>();
    for (JavaClass type : ANQA) {
      String stage = stage(type);
      if (!stage.isEmpty() && !ARROWS.containsKey(stage) && !ABOVE.contains(stage)) {
        unknown.add(stage);
      }
    }

    assertThat(unknown).as("packages without an entry in ARROWS").isEmpty();
  }

  @Test
  void keepsNettyInTheTransport() {
    noClasses()
        .that(
            areIn(
                "pubsub",
                "tracker",
                "telemetry",
                "token",
                "limits",
                "serializer",
                "channel",
                "presence",
                "socket",
                "inspect"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(ANQA);
  }

  @Test
  void keepsJacksonInTheSerializer() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.anqa.serializer..", "dev.anqa.cli..", "dev.anqa.conformance..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
        .check(ANQA);
  }

  @Test
  void logsOnlyInListenersOfTelemetry() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.anqa.telemetry..", "dev.anqa.cli..", "dev.anqa.conformance..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..", "org.slf4j..", "io.netty.util.internal.logging..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.Logger.class)
        .check(ANQA);
  }

  @Test
  void neverSerializesByJava() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ObjectOutputStream.class)
        .check(ANQA);
  }

  @Test
  void hasNoMutableStatics() {
    fields().that().areStatic().should().beFinal().check(ANQA);
  }

  @Test
  void keepsItsMachineryFinal() {
    classes()
        .that()
        .areNotPublic()
        .and()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(ANQA);
  }

  private static DescribedPredicate<JavaClass> areIn(String... names) {
    DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysFalse();
    for (String name : names) {
      any = any.or(resideInAPackage("dev.anqa." + name + ".."));
    }
    return any.as("are in " + String.join(", ", names));
  }

  private static DescribedPredicate<JavaClass> areInAnqaOutside(String name, Set<String> allowed) {
    return DescribedPredicate.describe(
        "are in dev.anqa outside " + name + " and " + new TreeSet<>(allowed),
        type ->
            type.getPackageName().startsWith("dev.anqa")
                && !stage(type).equals(name)
                && !allowed.contains(stage(type)));
  }

  /** The name of a type's package below {@code dev.anqa}; empty for the root. */
  private static String stage(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.", -1);
    return parts.length > 2 ? parts[2] : "";
  }
}
