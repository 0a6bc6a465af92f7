package dev.headroom.workload;

import dev.headroom.document.MappingReader;
import dev.headroom.document.YamlReader;
import dev.headroom.workload.ExecutionPolicy.BeamReorder;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.ExecutionPolicy.Compiled;
import dev.headroom.workload.ExecutionPolicy.Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Execution policies as files: those that come with the program, and any other in the same form.
 */
public final class RuntimeCatalog {
  private static final String FOLDER = "runtimes/";
  private static final Map<String, DataType> TYPES = byName(DataType.values(), DataType::key);

  private RuntimeCatalog() {}

  /** The names of those that come with the program. */
  public static List<String> names() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource("index.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One of them.
   *
   * @param name one of {@link #names}
   */
  public static ExecutionPolicy find(String name) {
    String file = name + ".yaml";
    try (InputStream stream = resource(file)) {
      return YamlReader.read(FOLDER + file, stream).bind(RuntimeCatalog::policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The policy in a file of the user's own.
   *
   * @throws dev.headroom.document.InvalidDocumentException with all faults of the file
   */
  public static ExecutionPolicy read(Path file) {
    return YamlReader.read(file).bind(RuntimeCatalog::policy);
  }

  private static ExecutionPolicy policy(MappingReader root) {
    root.oneOf("schema_version", Map.of("1", 1));
    root.text("description");
    root.text("source");
    return new ExecutionPolicy(
        root.text("name"),
        root.flag("fused"),
        (int) root.integer("tile_rows", 1, 1 << 16),
        root.oneOf("cache_update", byName(CacheUpdate.values(), RuntimeCatalog::key)),
        1,
        root.oneOf("beam_reorder", byName(BeamReorder.values(), RuntimeCatalog::key)),
        new Compiled(root.flag("fixed_shapes"), root.flag("overlapped"), overheads(root)),
        root.optionalMapping("types").map(RuntimeCatalog::types).orElse(Types.OF_THE_RUN));
  }

  private static Overheads overheads(MappingReader root) {
    Optional<MappingReader> given = root.optionalMapping("overheads");
    if (given.isEmpty()) {
      return Overheads.NONE;
    }
    MappingReader form = given.get();
    try {
      return new Overheads(
          form.optionalNumber("step_s").orElse(0),
          form.optionalNumber("operator_s").orElse(0),
          form.optionalNumber("exchange_s").orElse(0),
          form.optionalFlag("rings").orElse(false),
          form.optionalNumber("int8_rate").orElse(1),
          form.optionalNumber("int4_rate").orElse(1));
    } catch (IllegalArgumentException e) {
      form.fault(String.valueOf(e.getMessage()));
      return Overheads.NONE;
    }
  }

  private static Types types(MappingReader types) {
    return new Types(
        type(types, "weights"),
        type(types, "activations"),
        type(types, "kv_cache"),
        type(types, "scores"));
  }

  private static @Nullable DataType type(MappingReader types, String key) {
    return types.optionalOneOf(key, TYPES).orElse(null);
  }

  private static String key(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <T> Map<String, T> byName(T[] values, Function<T, String> key) {
    return Arrays.stream(values).collect(Collectors.toMap(key, value -> value));
  }

  private static InputStream resource(String name) {
    InputStream stream = RuntimeCatalog.class.getResourceAsStream(FOLDER + name);
    if (stream == null) {
      throw new IllegalStateException("not in the jar: " + FOLDER + name);
    }
    return stream;
  }
}
