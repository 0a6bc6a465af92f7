package dev.headroom.report;

/**
 * Where a report comes from.
 *
 * @param toolVersion the version of this program
 * @param command the command line that makes the report again
 * @param provenance what went into it: profiles and their hashes, seed, machine
 */
public record Origin(String toolVersion, String command, Result provenance) {}
