package dev.headroom.figure;

import dev.headroom.document.NumberText;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Sourced;
import dev.headroom.report.LatexText;
import dev.headroom.report.MarkdownText;
import dev.headroom.report.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands below a figure: what it shows, of which model, on which device, by which profile and
 * command.
 *
 * @param sentences whole sentences
 * @param origin version and command
 */
public record Caption(List<String> sentences, Origin origin) {
  private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9._/-]+");

  /** Of more devices than these, sources would be longer than all else. */
  private static final int MOST_TOLD = 3;

  /** Copies the list. */
  public Caption {
    sentences = List.copyOf(sentences);
  }

  /**
   * The caption of a figure.
   *
   * @param subject what was asked about, in a sentence
   * @param devices profiles it stands on
   */
  public static Caption of(
      Figure figure, String subject, Collection<DeviceProfile> devices, Origin origin) {
    List<String> sentences = new ArrayList<>(figure.sentences());
    if (!subject.isEmpty()) {
      sentences.add(subject);
    }
    if (devices.size() <= MOST_TOLD) {
      devices.forEach(device -> sentences.add(profile(device)));
    } else {
      sentences.add(
          devices.stream()
              .map(device -> device.name() + " (" + device.fingerprint() + ")")
              .collect(Collectors.joining(", ", "Profiles, with fingerprints: ", ".")));
    }
    return new Caption(sentences, origin);
  }

  /** Which profile, and where the number comes from that matters most. */
  private static String profile(DeviceProfile device) {
    Sourced bandwidth = device.memory().get(0).bandwidth().orElseThrow();
    return "Profile "
        + device.name()
        + " ("
        + device.identity().title()
        + ", fingerprint "
        + device.fingerprint()
        + "; memory bandwidth "
        + bandwidth.written()
        + ": "
        + bandwidth.source().describe()
        + ").";
  }

  /**
   * A float for LaTeX, to be read with {@code \input}; needs the package graphicx.
   *
   * @param picture the picture's file as LaTeX finds it, without its ending
   * @param widthInches the width it was drawn for
   * @throws IllegalArgumentException if LaTeX cannot take such a file's name
   */
  public String latex(String picture, double widthInches) {
    if (!PLAIN_PATH.matcher(picture).matches()) {
      throw new IllegalArgumentException(
          "--out: LaTeX takes file names of letters, digits and . _ / - only, was '"
              + picture
              + "'");
    }
    StringBuilder text = new StringBuilder();
    text.append("% Needs \\usepackage{graphicx}.\n\\begin{figure}\n  \\centering\n");
    text.append("  \\includegraphics[width=")
        .append(NumberText.of(widthInches))
        .append("in]{")
        .append(picture)
        .append("}\n  \\caption{");
    for (String sentence : sentences) {
      text.append(LatexText.escape(sentence)).append("\n    ");
    }
    text.append("Made by headroom ")
        .append(LatexText.escape(origin.toolVersion()))
        .append(": \\texttt{")
        .append(LatexText.escape(origin.command()))
        .append("}.}\n  \\label{fig:")
        .append(picture.substring(picture.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
        .append("}\n\\end{figure}\n");
    return text.toString();
  }

  /** The picture with its caption for Markdown. */
  public String markdown(String picture) {
    String first = sentences.isEmpty() ? "Figure" : sentences.get(0);
    StringBuilder text = new StringBuilder();
    text.append("![")
        .append(MarkdownText.escape(first))
        .append("](")
        .append(picture)
        .append(")\n\n");
    for (String sentence : sentences) {
      text.append(MarkdownText.escape(sentence)).append(' ');
    }
    return text.append("Made by headroom ")
        .append(MarkdownText.escape(origin.toolVersion()))
        .append(": ")
        .append(MarkdownText.escape(origin.command()))
        .append('\n')
        .toString();
  }
}
