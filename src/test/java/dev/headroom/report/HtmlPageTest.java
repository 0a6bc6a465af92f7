package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** One page: whole, with nothing from elsewhere, and every text of a report as data. */
class HtmlPageTest {
  private static final String HOSTILE = "</td><script>alert('1')</script>\"&";
  private static final String SVG =
      "<?xml version=\"1.0\"?>\n<svg height=\"5pt\" style=\"fill:black; clip-path:url(#a)\""
          + " viewBox=\"0 0 4 5\" width=\"4pt\"><title>t</title><clipPath id=\"a\"/></svg>";

  private static HtmlPage page() {
    Section section =
        Section.builder(HOSTILE)
            .column("attention", "Attention", Quantity.TEXT)
            .column("s", "Time", Quantity.SECONDS)
            .row(HOSTILE, 0.0015)
            .row("MQA", null)
            .build();
    Report report =
        Report.of(
                new Origin("1", "headroom " + HOSTILE, Result.EMPTY),
                HOSTILE,
                List.of(section),
                List.of())
            .withRemark("first " + HOSTILE)
            .withRemark("second");
    Picture picture = new Picture(SVG, List.of(HOSTILE));
    return new HtmlPage(
        HOSTILE, List.of("first " + HOSTILE), report, List.of(picture, picture), List.of(section));
  }

  @Test
  void whatAReportSaysIsData() {
    String html = page().text();
    assertThat(html).doesNotContain("alert('1')").contains("&lt;script&gt;alert(&#39;1&#39;)");
    assertThat(html.split("<script>", -1)).hasSize(2);
    assertThat(html).doesNotContain("http://", "https://", " src=", " style=\"", "javascript:");
  }

  /** The digests of what stands between the tags, computed here again. */
  @Test
  void thePolicyAllowsItsOwnStyleAndScriptAlone() throws Exception {
    String html = page().text();
    assertThat(html)
        .contains("default-src 'none'; style-src " + digest(html, "style"))
        .contains("; script-src " + digest(html, "script") + "; base-uri 'none'");
  }

  private static String digest(String html, String tag) throws Exception {
    Matcher body =
        Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL).matcher(html);
    assertThat(body.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(body.group(1).getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  @Test
  void numbersKeepTheirValueForSorting() {
    assertThat(page().text())
        .contains("<td class=\"number\" data-value=\"0.0015\">1.50 ms</td>")
        .contains("<td class=\"number\">–</td>")
        .contains("<tr data-choice=\"Attention=MQA\">")
        .contains("<label><input type=\"checkbox\" checked value=\"Attention=MQA\"> MQA</label>");
  }

  @Test
  void picturesHaveNamesOfTheirOwnAndNoStyles() throws Exception {
    String html = page().text();
    assertThat(html)
        .contains("<svg fill=\"black\" clip-path=\"url(#p1-a)\" viewBox=\"0 0 4 5\">")
        .contains("<clipPath id=\"p1-a\"/>", "<clipPath id=\"p2-a\"/>");
    String body =
        html.substring(html.indexOf("<main>"), html.indexOf("</main>") + "</main>".length())
            .replace(" hidden>", ">")
            .replace(" checked ", " ")
            .replaceAll("(<input[^>]*)>", "$1/>");
    Document read =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(body)));
    NodeList remarks = read.getElementsByTagName("li");
    assertThat(remarks.getLength()).isEqualTo(1);
    assertThat(remarks.item(0).getTextContent()).isEqualTo("second");
    assertThat(read.getElementsByTagName("figcaption").item(0).getTextContent()).isEqualTo(HOSTILE);
  }
}
