package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.YamlReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The profiles inside the jar. Their names and aliases stand in the file {@code
 * hardware-profiles/index}, because a jar's folder cannot be listed and dozens of profiles must not
 * be read to find three; a test keeps the index true.
 *
 * @param names from the index
 */
record BuiltInProfiles(List<ProfileName> names) implements ProfilePlace {
  private static final String FOLDER = "profiles/";

  /** Reads the index. */
  static BuiltInProfiles load() {
    try (InputStream index = resource("index");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8))) {
      return new BuiltInProfiles(lines.lines().map(BuiltInProfiles::name).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Document> find(String preset) {
    return names.stream().filter(name -> name.answersTo(preset)).findFirst().map(this::read);
  }

  private Document read(ProfileName name) {
    String file = name.name() + ".yaml";
    try (InputStream profile = resource(file)) {
      return YamlReader.read("hardware-profiles/" + file, profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProfileName name(String line) {
    List<String> words = Arrays.asList(line.split(" ", -1));
    return new ProfileName(words.get(0), words.subList(1, words.size()), "built-in");
  }

  private static InputStream resource(String name) {
    InputStream stream = BuiltInProfiles.class.getResourceAsStream(FOLDER + name);
    if (stream == null) {
      throw new IllegalStateException("not in the jar: " + FOLDER + name);
    }
    return stream;
  }
}
