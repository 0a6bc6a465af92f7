package dev.headroom.workload;

import dev.headroom.document.JsonReader;
import dev.headroom.document.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds a model by a preset's name, by one of its aliases, or as a file. Upper and lower case and
 * the characters between words do not matter: {@code meta-llama/Llama-2-7b-hf}, {@code
 * Llama-2-7b-hf} and {@code llama_2_7b} are all {@code llama-2-7b}.
 *
 * <p>The names of the built-in presets come from an index, so that finding one opens one file. A
 * new preset is a file {@code models/NAME.json} and its line in {@code models/index.txt}: the name,
 * then the aliases.
 */
public final class ModelCatalog {
  private static final String FOLDER = "models/";
  private static final String SUFFIX = ".json";
  private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");

  private final Map<String, Path> own;
  private final Map<String, String> builtIn;

  private ModelCatalog(Map<String, Path> own, Map<String, String> builtIn) {
    this.own = own;
    this.builtIn = builtIn;
  }

  /** The built-in presets. */
  public static ModelCatalog builtIn() {
    return of(List.of());
  }

  /**
   * The models in the user's folders, {@code NAME.json} each, and behind them the built-in presets;
   * the first folder that has a name wins.
   *
   * @throws IllegalArgumentException if one of them is no folder
   */
  public static ModelCatalog of(List<Path> folders) {
    Map<String, Path> own = new TreeMap<>();
    for (Path folder : folders) {
      for (Path file : jsonFiles(folder)) {
        String name = String.valueOf(file.getFileName());
        own.putIfAbsent(simplified(name.substring(0, name.length() - SUFFIX.length())), file);
      }
    }
    return new ModelCatalog(own, index());
  }

  /** The names under which models are found, the user's first, each group in order. */
  public List<String> names() {
    return Stream.concat(own.keySet().stream(), builtIn.values().stream()).distinct().toList();
  }

  /**
   * Reads one model: a file if the name ends in {@code .json} or names an existing file or folder
   * with a {@code /} in it, else the user's model of that name, else the built-in preset.
   *
   * @throws UnknownModelException if no model has that name, with the nearest one and all known
   * @throws dev.headroom.document.InvalidDocumentException if its file has faults
   */
  public ImportedModel find(String name) {
    if (name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)
        || (name.contains("/") && Files.exists(Path.of(name)))) {
      return ModelReader.read(Path.of(name));
    }
    String simple = simplified(name);
    Path file = own.get(simple);
    if (file != null) {
      return ModelReader.read(file);
    }
    String preset = builtIn.get(simple);
    if (preset != null) {
      return readBuiltIn(preset);
    }
    throw new UnknownModelException(unknown(name));
  }

  /** The nearest alias counts as the preset it stands for. */
  private String unknown(String name) {
    Map<String, String> byAnyName = new LinkedHashMap<>();
    names().forEach(known -> byAnyName.put(known, known));
    builtIn.forEach(byAnyName::putIfAbsent);
    String hint =
        Nearest.to(simplified(name), byAnyName.keySet())
            .map(near -> " did you mean '" + byAnyName.get(near) + "'?")
            .orElse("");
    return "unknown model '" + name + "';" + hint + " known: " + String.join(", ", names());
  }

  private static ImportedModel readBuiltIn(String name) {
    String file = FOLDER + name + SUFFIX;
    try (InputStream stream = open(file)) {
      return ModelReader.read(name, JsonReader.read(file, stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line for each preset: its name, then its aliases, between spaces. */
  private static Map<String, String> index() {
    Map<String, String> index = new LinkedHashMap<>();
    try (InputStream stream = open(FOLDER + "index.txt")) {
      new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> List.of(line.split(" ")))
          .forEach(names -> names.forEach(alias -> addAlias(index, alias, names.get(0))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return index;
  }

  /** A Hugging Face id is found without its organisation too. */
  private static void addAlias(Map<String, String> index, String alias, String name) {
    index.put(simplified(alias), name);
    index.put(simplified(alias.substring(alias.indexOf('/') + 1)), name);
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(
        ModelCatalog.class.getResourceAsStream(resource), () -> "missing resource " + resource);
  }

  private static List<Path> jsonFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no such folder of models: " + folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lower case, every run of other characters one hyphen, none at the ends. */
  private static String simplified(String name) {
    String hyphens = OTHERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    int start = hyphens.startsWith("-") ? 1 : 0;
    int end = hyphens.length() - (hyphens.endsWith("-") && hyphens.length() > start ? 1 : 0);
    return hyphens.substring(start, end);
  }
}
