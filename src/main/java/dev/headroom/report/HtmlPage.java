package dev.headroom.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A report as one page of HTML that needs nothing else: no network, no file beside it, and a
 * content-security policy that allows its own style and script and nothing more. Every text of the
 * report is data.
 *
 * @param title what was asked
 * @param answer in a sentence or two; may be empty
 * @param report tables and remarks
 * @param pictures below the tables
 * @param details tables that are folded away: where numbers come from
 */
public record HtmlPage(
    String title,
    List<String> answer,
    Report report,
    List<Picture> pictures,
    List<Section> details) {
  /** Columns by whose values a reader may hide rows. */
  private static final Set<String> CHOICES = Set.of("attention", "device");

  private static final int MOST_CHOICES = 12;

  /** Letters of a cell that is broken into lines. */
  private static final int LONG = 40;

  /** Copies the lists. */
  public HtmlPage {
    answer = List.copyOf(answer);
    pictures = List.copyOf(pictures);
    details = List.copyOf(details);
  }

  /** The whole document. */
  public String text() {
    String style = resource("page.css");
    String script = resource("page.js");
    StringBuilder page = new StringBuilder(1 << 16);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src")
        .append(hash(style))
        .append("; script-src")
        .append(hash(script))
        .append("; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(HtmlText.escape(title))
        .append("</title>\n<style>")
        .append(style)
        .append(
            "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#answer\">To the answer</a>\n");
    page.append("<header>\n<h1>")
        .append(HtmlText.escape(title))
        .append("</h1>\n</header>\n<main>\n");
    addAnswer(page);
    addChoices(page);
    report.sections().forEach(section -> addSection(page, section, "section", "h2"));
    addPictures(page);
    addRemarks(page);
    addDetails(page);
    addOrigin(page);
    page.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  private void addAnswer(StringBuilder page) {
    page.append("<div id=\"answer\" tabindex=\"-1\">\n");
    for (String sentence : answer) {
      page.append("<p class=\"answer\">").append(HtmlText.escape(sentence)).append("</p>\n");
    }
    page.append("</div>\n");
    if (!report.heading().isEmpty()) {
      page.append("<p>").append(HtmlText.escape(report.heading())).append("</p>\n");
    }
  }

  /** Hidden until the script shows them: without it they would do nothing. */
  private void addChoices(StringBuilder page) {
    Map<String, Set<String>> choices = new LinkedHashMap<>();
    for (Section section : report.sections()) {
      for (int i = 0; i < section.columns().size(); i++) {
        Column column = section.columns().get(i);
        if (CHOICES.contains(column.key())) {
          Set<String> values =
              choices.computeIfAbsent(column.title(), key -> new LinkedHashSet<>());
          for (List<Value> row : section.rows()) {
            values.add(shown(row.get(i), column).text());
          }
        }
      }
    }
    choices.forEach(
        (title, values) -> {
          if (values.size() > 1 && values.size() <= MOST_CHOICES) {
            page.append("<fieldset class=\"choices\" hidden><legend>Rows shown: ")
                .append(HtmlText.escape(title))
                .append("</legend>\n");
            for (String value : values) {
              page.append("<label><input type=\"checkbox\" checked value=\"")
                  .append(HtmlText.escape(title + "=" + value))
                  .append("\"> ")
                  .append(HtmlText.escape(value))
                  .append("</label>\n");
            }
            page.append("</fieldset>\n");
          }
        });
  }

  private static Figure shown(Value value, Column column) {
    return SignificantFormat.figure(value, column.quantity());
  }

  private static void addSection(StringBuilder page, Section section, String tag, String heading) {
    String title = HtmlText.escape(section.title());
    page.append('<').append(tag).append(">\n");
    if (!title.isEmpty()) {
      page.append('<').append(heading).append('>').append(title);
      page.append("</").append(heading).append(">\n");
    }
    page.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(title.isEmpty() ? "Table" : title)
        .append("\"><table>\n<thead><tr>");
    for (Column column : section.columns()) {
      page.append("<th scope=\"col\"")
          .append(column.quantity().isNumeric() ? " class=\"number\">" : ">")
          .append(HtmlText.escape(column.title()))
          .append("</th>");
    }
    page.append("</tr></thead>\n<tbody>\n");
    section.rows().forEach(row -> addRow(page, section.columns(), row));
    page.append("</tbody>\n</table></div>\n</").append(tag).append(">\n");
  }

  private static void addRow(StringBuilder page, List<Column> columns, List<Value> row) {
    List<String> choices = new ArrayList<>();
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Figure figure = shown(row.get(i), column);
      if (CHOICES.contains(column.key())) {
        choices.add(HtmlText.escape(column.title() + "=" + figure.text()));
      }
      cells.append("<td");
      if (column.quantity().isNumeric()) {
        cells.append(" class=\"number\"");
      } else if (figure.text().length() > LONG) {
        cells.append(" class=\"long\"");
      }
      String raw = raw(row.get(i));
      if (!raw.isEmpty()) {
        cells.append(" data-value=\"").append(raw).append('"');
      }
      cells.append('>').append(HtmlText.escape(figure.text())).append("</td>");
    }
    page.append("<tr");
    if (!choices.isEmpty()) {
      page.append(" data-choice=\"").append(String.join("&#10;", choices)).append('"');
    }
    page.append('>').append(cells).append("</tr>\n");
  }

  /** The number by which a column is sorted. */
  private static String raw(Value value) {
    double number =
        value instanceof Value.Whole whole
            ? whole.number()
            : value instanceof Value.Real real
                ? real.number()
                : value instanceof Value.Measure measure ? measure.number() : Double.NaN;
    return Double.isFinite(number) ? Double.toString(number) : "";
  }

  private void addPictures(StringBuilder page) {
    if (pictures.isEmpty()) {
      return;
    }
    page.append("<div class=\"figures\">\n");
    int number = 0;
    for (Picture picture : pictures) {
      number++;
      page.append("<figure>\n")
          .append(InlineSvg.of(picture.svg(), "p" + number + "-"))
          .append("\n<figcaption>")
          .append(HtmlText.escape(String.join(" ", picture.sentences())))
          .append("</figcaption>\n</figure>\n");
    }
    page.append("</div>\n");
  }

  private void addRemarks(StringBuilder page) {
    List<String> rest =
        report.remarks().stream().filter(remark -> !answer.contains(remark)).toList();
    if (!rest.isEmpty()) {
      page.append("<section>\n<h2>What this rests on</h2>\n<ul>\n");
      rest.forEach(remark -> page.append("<li>").append(HtmlText.escape(remark)).append("</li>\n"));
      page.append("</ul>\n</section>\n");
    }
  }

  private void addDetails(StringBuilder page) {
    if (details.isEmpty()) {
      return;
    }
    page.append("<section>\n<h2>Where every number comes from</h2>\n");
    for (Section section : details) {
      page.append("<details><summary>")
          .append(HtmlText.escape(section.title()))
          .append("</summary>\n");
      addSection(page, new Section("", section.columns(), section.rows()), "div", "h3");
      page.append("</details>\n");
    }
    page.append("</section>\n");
  }

  private void addOrigin(StringBuilder page) {
    page.append("<section>\n<h2>To repeat it</h2>\n<pre><code>")
        .append(HtmlText.escape(report.origin().command()))
        .append("</code></pre>\n</section>\n</main>\n<footer><p>Made by Headroom ")
        .append(HtmlText.escape(report.origin().toolVersion()))
        .append(". Predicted, measured and published are different words here.</p></footer>\n");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return " 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
