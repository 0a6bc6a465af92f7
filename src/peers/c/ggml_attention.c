/*
 * ggml's attention for the comparison in src/peers/java: reads commands from its input, answers on its output.
 *
 *   attention PREFILL BATCH QUERY_HEADS KV_HEADS WIDTH TOKENS THREADS  ->  ready
 *   run TIMES                                                          ->  seconds S   (of all TIMES calls together)
 *   outputs                                                            ->  numbers N, and N floats [batch][tokens][heads][width]
 *
 * Queries, keys and values are made here, by the formula of Numbers.java, so that no tensor passes through the pipe.
 * reports/README.md says how to build it.
 */
#include "ggml-cpu.h"
#include "ggml.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE = 64, QUERIES = 1, KEYS = 2, VALUES = 3 };

struct call {
    struct ggml_context *context;
    struct ggml_tensor *result;
    struct ggml_cgraph *graph;
    struct ggml_threadpool *threads;
    struct ggml_cplan plan;
    void *memory[5];
};

static void *memory(size_t bytes) {
    void *start = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
    if (start == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", bytes);
        exit(1);
    }
    return start;
}

/* The number at a place of the tensor with this seed: evenly distributed from -1 to 1. */
static float number(int seed, int64_t place) {
    uint64_t z = (uint64_t)(place + ((int64_t)seed << 40)) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93u;
    return (float)(int32_t)(z >> 32) * 0x1p-31f;
}

static struct ggml_tensor *tensor(struct call *c, int slot, enum ggml_type type, int64_t d, int64_t tokens, int64_t heads, int64_t batch) {
    struct ggml_tensor *t = ggml_new_tensor_4d(c->context, type, d, tokens, heads, batch);
    c->memory[slot] = t->data = memory(ggml_nbytes(t));
    return t;
}

static void fill(struct ggml_tensor *t, int seed) {
    float *data = t->data;
    for (int64_t i = 0; i < ggml_nelements(t); i++) {
        data[i] = number(seed, i);
    }
}

/* Queries are numbered as [batch][tokens][heads][width] and stored as [batch][heads][tokens][width]. */
static void fill_queries(struct ggml_tensor *q) {
    float *data = q->data;
    int64_t d = q->ne[0], tokens = q->ne[1], heads = q->ne[2], batch = q->ne[3];
    for (int64_t b = 0; b < batch; b++) {
        for (int64_t h = 0; h < heads; h++) {
            for (int64_t t = 0; t < tokens; t++) {
                for (int64_t i = 0; i < d; i++) {
                    *data++ = 3 * number(QUERIES, ((b * tokens + t) * heads + h) * d + i);
                }
            }
        }
    }
}

static void fill_mask(struct ggml_tensor *mask) {
    ggml_fp16_t *data = mask->data;
    ggml_fp16_t hidden = ggml_fp32_to_fp16(-INFINITY), seen = ggml_fp32_to_fp16(0);
    for (int64_t t = 0; t < mask->ne[1]; t++) {
        for (int64_t key = 0; key < mask->ne[0]; key++) {
            *data++ = key <= t ? seen : hidden;
        }
    }
}

static void end(struct call *c) {
    if (c->context != NULL) {
        ggml_free(c->context);
        ggml_threadpool_free(c->threads);
    }
    for (size_t i = 0; i < sizeof c->memory / sizeof *c->memory; i++) {
        free(c->memory[i]);
    }
    free(c->plan.work_data);
    memset(c, 0, sizeof *c);
}

static void begin(struct call *c, int prefill, int batch, int heads, int kv_heads, int d, int tokens, int threads) {
    end(c);
    struct ggml_init_params parameters = {ggml_tensor_overhead() * 16 + ggml_graph_overhead(), NULL, true};
    c->context = ggml_init(parameters);
    struct ggml_tensor *q = tensor(c, 0, GGML_TYPE_F32, d, prefill ? tokens : 1, heads, batch);
    struct ggml_tensor *k = tensor(c, 1, GGML_TYPE_F32, d, tokens, kv_heads, batch);
    struct ggml_tensor *v = tensor(c, 2, GGML_TYPE_F32, d, tokens, kv_heads, batch);
    struct ggml_tensor *mask = NULL;
    fill_queries(q);
    fill(k, KEYS);
    fill(v, VALUES);
    if (prefill) {
        mask = tensor(c, 3, GGML_TYPE_F16, tokens, tokens, 1, 1);
        fill_mask(mask);
    }
    c->result = ggml_flash_attn_ext(c->context, q, k, v, mask, 1 / sqrtf((float)d), 0, 0);
    c->memory[4] = c->result->data = memory(ggml_nbytes(c->result));
    c->graph = ggml_new_graph(c->context);
    ggml_build_forward_expand(c->graph, c->result);
    struct ggml_threadpool_params pool = ggml_threadpool_params_default(threads);
    c->threads = ggml_threadpool_new(&pool);
    c->plan = ggml_graph_plan(c->graph, threads, c->threads);
    if (c->plan.work_size > 0) {
        c->plan.work_data = memory(c->plan.work_size);
    }
}

static void run(struct call *c, int times) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < times; i++) {
        if (ggml_graph_compute(c->graph, &c->plan) != GGML_STATUS_SUCCESS) {
            fprintf(stderr, "ggml_graph_compute failed\n");
            exit(1);
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("seconds %.9e\n", (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec));
}

int main(void) {
    struct call call = {0};
    char line[256];
    int a[7];
    ggml_cpu_init();
    printf("ggml %s\n", ggml_version());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "attention %d %d %d %d %d %d %d", &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6]) == 7) {
            begin(&call, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            printf("ready\n");
        } else if (call.context != NULL && sscanf(line, "run %d", &a[0]) == 1) {
            run(&call, a[0]);
        } else if (call.context != NULL && strcmp(line, "outputs\n") == 0) {
            printf("numbers %lld\n", (long long)ggml_nelements(call.result));
            fwrite(call.result->data, sizeof(float), (size_t)ggml_nelements(call.result), stdout);
        } else {
            fprintf(stderr, "not a command: %s", line);
            return 2;
        }
        fflush(stdout);
    }
    end(&call);
    return 0;
}
