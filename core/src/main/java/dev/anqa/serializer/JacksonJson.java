package dev.anqa.serializer;

import dev.anqa.pubsub.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** JSON by Jackson 3: records, maps and collections, Jackson's own tree, whatever it can map. */
public final class JacksonJson implements Json {
  private final JsonMapper mapper;

  private JacksonJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** With {@link #mapper(JsonLimits)} and the usual limits. */
  public static JacksonJson standard() {
    return with(mapper(JsonLimits.standard()).build());
  }

  /** With a mapper of the application's own. */
  public static JacksonJson with(JsonMapper mapper) {
    return new JacksonJson(mapper);
  }

  /**
   * The mapper that {@link #standard} has, for applications to add to.
   *
   * <p>Reading, it takes the types at their word: {@code "1"} and {@code 1.5} are no int, {@code 1}
   * is no string. Unknown properties are ignored. A record's component that is missing or null
   * fails if it is primitive, and is null otherwise. Integers of any size are exact where the type
   * is open.
   *
   * <p>Writing, properties keep the order in which they are declared.
   */
  public static JsonMapper.Builder mapper(JsonLimits limits) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxDepth())
                    .maxNumberLength(limits.maxNumberLength())
                    .maxStringLength(limits.maxStringLength())
                    .maxNameLength(limits.maxStringLength())
                    .build())
            .streamWriteConstraints(
                StreamWriteConstraints.builder().maxNestingDepth(limits.maxDepth()).build())
            .build();
    return JsonMapper.builder(factory)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .annotationIntrospector(new RequiredPrimitives())
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Enum,
            config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail));
  }

  @Override
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "Cannot write a "
              + value.getClass().getName()
              + " as JSON: "
              + e.getOriginalMessage()
              + ". Send a map, a record, or a type that Jackson knows how to write.",
          e);
    }
  }

  @Override
  public <T> T read(byte[] bytes, int offset, int length, Class<T> type) {
    @Nullable T value;
    try {
      value = mapper.readValue(bytes, offset, length, mapper.constructType(type));
    } catch (JacksonException e) {
      throw Misfit.of(e, type);
    }
    if (value == null) {
      throw Misfit.ofNull(type);
    }
    return value;
  }

  /** Does not let a record's number be 0 because nobody sent it. */
  private static final class RequiredPrimitives extends JacksonAnnotationIntrospector {
    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      Boolean marked = super.hasRequiredMarker(config, member);
      boolean primitive = member instanceof AnnotatedParameter && member.getRawType().isPrimitive();
      return marked == null && primitive ? Boolean.TRUE : marked;
    }
  }
}
