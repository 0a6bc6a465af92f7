package dev.headroom.plan;

/**
 * A step through stages of layers. All running sequences are cut into as many groups as there are
 * stages, which follow one another through them; a round, in which each sequence gets one token,
 * takes as many stage times as there are stages. Stages hand activations on while the next group is
 * computed; the first hand-over of a round is not counted.
 *
 * @param stage of one stage with one group
 * @param stages how many
 */
record PipelinedStepTime(StepTime stage, int stages) implements StepTime {
  @Override
  public double seconds(
      int decodes, long decodeKeys, int chunks, long chunkTokens, long chunkKeys) {
    if (stages == 1) {
      return stage.seconds(decodes, decodeKeys, chunks, chunkTokens, chunkKeys);
    }
    int groupDecodes = (decodes + stages - 1) / stages;
    long groupKeys = decodes == 0 ? 0 : decodeKeys * groupDecodes / decodes;
    int groupChunks = (chunks + stages - 1) / stages;
    long groupTokens = chunks == 0 ? 0 : Math.max(1, chunkTokens * groupChunks / chunks);
    long groupChunkKeys = chunks == 0 ? 0 : Math.max(1, chunkKeys * groupChunks / chunks);
    return stages
        * stage.seconds(groupDecodes, groupKeys, groupChunks, groupTokens, groupChunkKeys);
  }
}
