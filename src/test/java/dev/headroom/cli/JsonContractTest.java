package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.document.JsonReader;
import dev.headroom.document.Mapping;
import dev.headroom.document.Node;
import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract with those who read the results by program: every key in every result, null where it
 * does not apply. Keys may be added to this list and never go from it.
 */
class JsonContractTest {
  private static final List<String> DOCUMENT_KEYS =
      List.of("schema_version", "tool_version", "command", "provenance", "results");

  private static final List<String> KEYS =
      List.of(
          ("device kernel runtime cache_state model phase attention window batch_size query_length"
                  + " context_length input_len output_len num_attention_heads num_key_value_heads"
                  + " head_dim v_head_dim dtype kv_cache_dtype flop bytes bytes_weights bytes_kv_read"
                  + " bytes_kv_write bytes_activations bytes_logits kv_cache_bytes"
                  + " arithmetic_intensity_flop_per_byte compulsory_bytes fits memory_required_bytes"
                  + " lower_bound_s roofline_s predicted_s predicted_low_s predicted_high_s bound"
                  + " tokens_per_s time_to_first_token_s time_per_output_token_s energy_j_per_token"
                  + " usd_per_million_tokens speedup kernel_provenance predicted_kernels_s"
                  + " predicted_bound speed_basis linear_kernel")
              .split(" "));

  private static Mapping document(String line) {
    Terminal terminal = Terminal.runLine(line + " -o json");
    assertThat(terminal.status()).isZero();
    return (Mapping) JsonReader.read("output", terminal.out()).root();
  }

  private static List<Mapping> results(String line) {
    return ((Sequence) node(document(line), "results"))
        .items().stream().map(Mapping.class::cast).toList();
  }

  private static Node node(Mapping mapping, String key) {
    return mapping.get(key).orElseThrow();
  }

  private static String text(Mapping mapping, String key) {
    return ((Scalar) node(mapping, key)).text();
  }

  private static List<String> keys(Mapping mapping) {
    return mapping.entries().stream().map(Mapping.Entry::key).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare",
        "compare -m deepseek-v3 -d h200-sxm",
        "compare -m llama-3.1-8b -d l40s --sequences 16x1@4096,1x512@0",
        "estimate",
        "estimate -m mixtral-8x7b --phase prefill -b 1,4",
        "estimate -m t5-v1.1-large -d epyc-9654 --kv-cache-dtype int8"
      })
  void everyResultHasEveryKey(String line) {
    assertThat(results(line)).allSatisfy(result -> assertThat(keys(result)).containsAll(KEYS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare",
        "estimate",
        "explain",
        "devices list",
        "devices show tpu-v2",
        "models list",
        "models show llama-2-7b"
      })
  void everyDocumentSaysWhereItComesFrom(String line) {
    Mapping document = document(line);
    assertThat(keys(document)).startsWith(DOCUMENT_KEYS.toArray(String[]::new));
    assertThat(text(document, "schema_version")).isEqualTo("1");
    assertThat(text(document, "command")).isEqualTo("headroom " + line + " -o json");
  }

  /** What a key is of which another command, phase or model knows nothing. */
  @ParameterizedTest
  @CsvSource({
    "compare -m llama-2-7b -d mi300x, predicted_s, null",
    "compare -m llama-2-7b -d tpu-v2, predicted_low_s, null",
    "compare -m llama-2-7b -d tpu-v2, speed_basis, predicted",
    "compare -m llama-2-7b -d tpu-v2, kernel, null",
    "compare -m llama-2-7b -d mi300x, speed_basis, roofline",
    "compare -m llama-2-7b -d h100 --kernel none, predicted_s, null",
    "compare -m llama-2-7b -d h100 --kernel none, speed_basis, roofline",
    "compare -m llama-2-7b -d h100, kernel, sglang.fa3.bf16",
    "compare -m llama-2-7b -d h100 --kernel vllm, kernel, vllm.vllm_flash_attn_fa3.bf16",
    "compare -m llama-2-7b -d h100, speed_basis, predicted",
    "estimate -m llama-2-7b -d b200 --sequences 4x1@2048;1x512@0, kernel,"
        + " 'vllm.vllm_flashinfer_trtllmdecode.bf16, vllm.vllm_flashinfer_trtllmprefill.bf16'",
    "compare -m llama-2-7b -d h100, window, null",
    "compare -m llama-2-7b -d h100, input_len, null",
    "compare -m llama-2-7b -d h100, output_len, null",
    "compare -m llama-2-7b -d h100, time_to_first_token_s, null",
    "compare -m llama-2-7b -d h100, speedup, 1",
    "estimate -m llama-2-7b -d h100, speedup, null",
    "estimate -m llama-2-7b --phase prefill, time_per_output_token_s, null",
    "estimate -m gemma-3-12b, window, 1024",
    "estimate -m t5-v1.1-large --input-len 77, input_len, 77",
    "estimate -m deepseek-v3, num_key_value_heads, null",
    "estimate -m deepseek-v3, fits, false",
    "estimate -m llama-2-7b, fits, true",
    "estimate -m llama-2-7b --kv-cache-dtype int4:32, kv_cache_dtype, int4:32",
    "estimate -m llama-2-7b --runtime unfused-concat, runtime, unfused-concat"
  })
  void isThis(String line, String key, String value) {
    assertThat(text(results(line.replace(';', ',')).get(0), key)).isEqualTo(value);
  }
}
