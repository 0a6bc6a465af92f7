package dev.headroom.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quality figures of the user's own. */
class QualityTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("quality.csv"), text);
  }

  @Test
  void areJoinedByTheNameOfAModelOrOfAVariant() throws IOException {
    List<Quality.Figure> figures =
        Quality.read(
            file(
                """
                variant,task,metric,value,source
                mqa,wmt14,bleu,26.5,Shazeer 2019
                llama-2-7b,mmlu,accuracy,0.453,"Touvron, 2023"
                """));
    assertThat(Quality.of(figures, "shazeer-wmt-mha", "mqa"))
        .containsExactly(new Quality.Figure("mqa", "wmt14", "bleu", 26.5, "Shazeer 2019"));
    assertThat(Quality.of(figures, "llama-2-7b", "mha")).hasSize(1);
    assertThat(Quality.of(figures, "gemma-7b", "mha")).isEmpty();
    assertThat(figures.get(0).lessIsBetter()).isFalse();
    assertThat(new Quality.Figure("mqa", "lm1b", "ppl", 30.2, "x").lessIsBetter()).isTrue();
  }

  @Test
  void allFaultsAtOnce() throws IOException {
    Path file = file("variant,task,metric,value,source\nmqa,,bleu,much,x\nmha,a,b,1,\n");
    assertThatThrownBy(() -> Quality.read(file))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("quality.csv:2 task: must not be empty")
        .hasMessageContaining("must be a number such as 27.7, was 'much'")
        .hasMessageContaining("quality.csv:3 source: must not be empty");
  }

  @Test
  void columnsAndRowsMustBeThere() throws IOException {
    Path missing = file("variant,task,metrik,value,source\nmqa,a,b,1,c\n");
    assertThatThrownBy(() -> Quality.read(missing))
        .hasMessageContaining("unknown column 'metrik'; did you mean 'metric'")
        .hasMessageContaining("missing column 'metric'");
    Path empty = file("variant,task,metric,value,source\n");
    assertThatThrownBy(() -> Quality.read(empty)).hasMessageContaining("has no row");
    assertThatThrownBy(() -> Quality.read(folder.resolve("none.csv")))
        .isInstanceOf(InvalidDocumentException.class);
  }
}
