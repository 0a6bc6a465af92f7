package dev.headroom.measurements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of measurements: good rows, bad rows, other names of columns. */
class MeasurementTableTest {
  private static final String HEADER =
      "system,backend,kernel,phase,dtype,kv_dtype,batch,q_len,kv_len,heads,kv_heads,head_dim,"
          + "latency_us\n";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("m.csv"), text);
  }

  @Test
  void readsRowsAndNamesBadOnes() throws IOException {
    Path file =
        file(
            HEADER
                + "h100_sxm,vllm,fa3,decode,bf16,fp8,2,1,64,8,4,128,12.5\n"
                + "h100_sxm,vllm,fa3,decode,bf16,bf16,2,1,64,8,3,128,12.5\n"
                + "h100_sxm,vllm,fa3,decode,bf16,bf16,two,1,64,8,4,128,12.5\n"
                + "h100_sxm,vllm,fa3,train,bf16,bf16,2,1,64,8,4,128,12.5\n"
                + "h100_sxm,vllm,fa3,decode,bf61,bf16,2,1,64,8,4,128,12.5\n"
                + "h100_sxm,vllm,fa3,prefill,bf16,bf16,2,65,64,8,4,128,12.5\n"
                + "h100_sxm,vllm,fa3,decode,bf16,bf16,2,1,64,8,4,128,0\n"
                + "h100_sxm,vllm,fa3,decode,bf16\n");
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).hasSize(1);
    Measurement row = table.rows().get(0);
    assertThat(row.seconds()).isCloseTo(12.5e-6, within(1e-18));
    assertThat(row.series().kernelKey()).isEqualTo("vllm.fa3.fp8");
    assertThat(row.shape().kvBytes()).isEqualTo(2 * 4 * 64 * 256);
    assertThat(row.shape().variant()).isEqualTo("gqa");
    assertThat(table.faults().stream().map(fault -> fault.replace(file.toString(), "")))
        .containsExactly(
            ":3 heads: kv_heads must divide heads, were 8 and 3",
            ":4 batch: must be a whole number of at least 1, was 'two'",
            ":5 phase: must be decode or prefill, was 'train'",
            ":6 dtype: unknown data type 'bf61'; did you mean 'bf16'? known: bf16, fp16, fp8",
            ":7 lengths: need 1 <= q_len <= kv_len, were 65 and 64",
            ":8 latency_us: must be a number of microseconds above 0, was '0'",
            ":9 head_dim: is empty");
  }

  @Test
  void anAbsorbedLatentKeyHoldsItsValue() throws IOException {
    Path file =
        file(
            "form,v_head_dim,"
                + HEADER
                + "absorbed,512,x,sglang,mla,decode,bf16,bf16,1,1,100,16,1,576,20\n");
    Measurement row = MeasurementTable.read(file, Map.of()).rows().get(0);
    assertThat(row.shape().kvBytes()).isEqualTo(100 * 576 * 2);
    assertThat(row.shape().flop()).isEqualTo(2.0 * 16 * 1088 * 100);
    assertThat(row.shape().variant()).isEqualTo("mla");
  }

  @Test
  void aColumnMayHaveAnotherName() throws IOException {
    Path file =
        file(
            HEADER.replace("latency_us", "us")
                + "x,vllm,fa3,decode,bf16,bf16,2,1,64,8,4,128,12.5\n");
    assertThat(MeasurementTable.read(file, Map.of("latency_us", "us")).rows()).hasSize(1);
    assertThatThrownBy(() -> MeasurementTable.read(file, Map.of()))
        .hasMessageContaining("unknown column 'latency_us'");
  }

  @Test
  void aMissingFileIsSaid() {
    Path missing = folder.resolve("none.csv");
    assertThatThrownBy(() -> MeasurementTable.read(missing, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.csv: cannot be read as CSV");
  }

  @Test
  void aShapeIsHeldOutWhateverItsTypeAndKernel() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int keys = 1; keys <= 1000; keys++) {
      text.append("a,vllm,fa3,decode,bf16,bf16,2,1,").append(keys).append(",8,4,128,12.5\n");
      text.append("b,sglang,fa2,decode,bf16,fp8,2,1,").append(keys).append(",8,4,128,9\n");
    }
    MeasurementTable table = MeasurementTable.read(file(text.toString()), Map.of());
    long held = 0;
    for (int i = 0; i < table.rows().size(); i += 2) {
      boolean first = table.rows().get(i).isHeldOut();
      assertThat(table.rows().get(i + 1).isHeldOut()).isEqualTo(first);
      held += first ? 1 : 0;
    }
    assertThat(held).isBetween(160L, 240L);
  }
}
