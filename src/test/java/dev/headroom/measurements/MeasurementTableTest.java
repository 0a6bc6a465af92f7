package dev.headroom.measurements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.timing.KernelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                + "h100_sxm,vllm,fa3,decode\n"
                + "h100_sxm,vllm,,decode,bf16,bf16,2,1,64,8,4,-1,12.5\n");
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).hasSize(1);
    Measurement row = table.rows().get(0);
    assertThat(row.seconds()).isCloseTo(12.5e-6, within(1e-18));
    assertThat(row.series().kernelKey()).isEqualTo("vllm.fa3.fp8");
    assertThat(((KernelShape) row.call()).kvBytes()).isEqualTo(2 * 4 * 64 * 256);
    assertThat(row.call().variant()).isEqualTo("gqa");
    assertThat(told(table, file))
        .containsExactly(
            ":3: heads: kv_heads must divide heads, were 8 and 3",
            ":4 batch: must be a whole number from 1 to 1099511627776, was 'two'",
            ":5 phase: unknown value 'train'; known: decode, prefill",
            ":6 dtype: unknown data type 'bf61'; did you mean 'bf16'? known: bf16, fp16, fp8",
            ":7: lengths: need 1 <= q_len <= kv_len, were 65 and 64",
            ":8 latency_us: must be a number of microseconds above 0, was '0'",
            ":9: has 4 cells where the header has 13",
            ":10 kernel: is empty",
            ":10 head_dim: must be a whole number from 1 to 1099511627776, was '-1'");
    assertThat(table.badRows()).isEqualTo(8);
  }

  private static List<String> told(MeasurementTable table, Path file) {
    return table.faults().stream()
        .map(fault -> fault.toString().replace(file.toString(), ""))
        .toList();
  }

  /** Names are printed, so nothing in them may command a terminal. */
  @Test
  void aNameThatCommandsATerminalIsAFault() throws IOException {
    Path file = file(HEADER + "h100\u001B[31m,vllm,fa3,decode,bf16,bf16,2,1,64,8,4,128,12.5\n");
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).isEmpty();
    assertThat(told(table, file))
        .containsExactly(
            ":2 system: must be at most 200 characters that can be seen, was 'h100\\u001B[31m'");
  }

  @Test
  void aFormThatNobodyKnowsIsAFault() throws IOException {
    Path file =
        file("form," + HEADER + "absorbd,x,sglang,mla,decode,bf16,bf16,1,1,100,16,1,576,20\n");
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).isEmpty();
    assertThat(told(table, file))
        .containsExactly(
            ":2 form: unknown value 'absorbd'; did you mean 'absorbed'? known: absorbed, expanded");
  }

  @Test
  void anAbsorbedLatentKeyHoldsItsValue() throws IOException {
    Path file =
        file(
            "form,v_head_dim,"
                + HEADER
                + "absorbed,512,x,sglang,mla,decode,bf16,bf16,1,1,100,16,1,576,20\n");
    Measurement row = MeasurementTable.read(file, Map.of()).rows().get(0);
    assertThat(((KernelShape) row.call()).kvBytes()).isEqualTo(100 * 576 * 2);
    assertThat(row.call().flop()).isEqualTo(2.0 * 16 * 1088 * 100);
    assertThat(row.call().variant()).isEqualTo("mla");
  }

  @Test
  void aColumnMayHaveAnotherName() throws IOException {
    Path file =
        file(
            HEADER.replace("latency_us", "us")
                + "x,vllm,fa3,decode,bf16,bf16,2,1,64,8,4,128,12.5\n");
    assertThat(MeasurementTable.read(file, Map.of("latency_us", "us")).rows()).hasSize(1);
    assertThatThrownBy(() -> MeasurementTable.read(file, Map.of()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith(file + ":1: needs a column 'latency_us'; it has system, backend,");
    assertThatThrownBy(() -> MeasurementTable.read(file, Map.of("latency_us", "ms")))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("needs a column 'ms' for latency_us; it has");
    assertThatThrownBy(() -> MeasurementTable.read(file, Map.of("latncy_us", "us")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "--columns: unknown column 'latncy_us'; did you mean 'latency_us'?");
  }

  @Test
  void allMissingColumnsAreToldAtOnce() throws IOException {
    Path file = file("system,backend,kernel,phase,dtype,kv_dtype,batch,q_len,kv_len,heads\n");
    assertThatThrownBy(() -> MeasurementTable.read(file, Map.of()))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class, e -> assertThat(e.faults()).hasSize(3));
  }

  @Test
  void aFileThatIsNoTableIsToldWithItsPlace() throws IOException {
    Path missing = folder.resolve("none.csv");
    assertThatThrownBy(() -> MeasurementTable.read(missing, Map.of()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> MeasurementTable.read(folder, Map.of()))
        .hasMessage(folder + ": is a directory; expected a file");
    Path quotes = file(HEADER + "a,\"b\"c,d\n");
    assertThatThrownBy(() -> MeasurementTable.read(quotes, Map.of()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith(quotes + ":1: cannot be read as CSV: ");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    Path file = file("\uFEFF" + HEADER + "x,vllm,fa3,decode,bf16,bf16,2,1,64,8,4,128,12.5\n\n");
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).hasSize(1);
    assertThat(table.faults()).isEmpty();
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

  @Test
  void readsLinearLayersAndNamesBadOnes() throws IOException {
    Path file =
        file(
            """
            system,backend,kernel,dtype,m,n,k,latency_us
            l40s,vllm,x,fp8,2,3,5,7.5
            l40s,vllm,x,nvfp4,2,3,5,7.5
            l40s,vllm,x,fp9,0,3,5,-1
            """);
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).hasSize(2);
    Measurement row = table.rows().get(0);
    assertThat(row.series().phase()).isEqualTo(Measurement.Phase.GEMM);
    assertThat(row.series().kernelKey()).isEqualTo("vllm.x.fp8");
    assertThat(row.call().flop()).isEqualTo(60);
    assertThat(row.call().compulsoryBytes()).isEqualTo(15 + 10 + 12);
    assertThat(table.rows().get(1).call().compulsoryBytes()).isEqualTo(7.5 + 5 + 12);
    assertThat(told(table, file))
        .containsExactly(
            ":4 dtype: unknown data type 'fp9'; did you mean 'fp8'? known: bf16, fp16, fp8, fp4,"
                + " nvfp4",
            ":4 m: must be a whole number from 1 to 1099511627776, was '0'",
            ":4 latency_us: must be a number of microseconds above 0, was '-1'");
  }

  @Test
  void readsMixedCallsAndNamesBadOnes() throws IOException {
    Path file =
        file(
            """
            system,backend,kernel,dtype,prefill_q_len,prefill_kv_len,n_decode,decode_kv_len,heads,\
            kv_heads,head_dim,latency_us
            x,vllm,y,bf16,16,48,4,257,32,8,128,20.5
            x,vllm,y,bf16,16,8,4,257,32,8,128,20.5
            x,vllm,y,bf16,16,48,none,257,32,8,128,20.5
            """);
    MeasurementTable table = MeasurementTable.read(file, Map.of());
    assertThat(table.rows()).hasSize(1);
    Measurement row = table.rows().get(0);
    assertThat(row.series().phase()).isEqualTo(Measurement.Phase.MIXED);
    // 32 heads x 256 x 2 FLOP x (16 x 32 + 16 x 17 / 2 + 4 x 257) pairs.
    assertThat(row.call().flop()).isEqualTo(16_384.0 * (512 + 136 + 1028));
    assertThat(told(table, file))
        .containsExactly(
            ":3: lengths: need 1 <= q_len <= kv_len, were 16 and 8",
            ":4 n_decode: must be a whole number from 1 to 1099511627776, was 'none'");
  }
}
