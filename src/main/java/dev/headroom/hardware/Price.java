package dev.headroom.hardware;

/**
 * What an hour of one device costs.
 *
 * @param perHour in US dollars
 * @param place where it can be had at that price
 * @param date when it could
 */
public record Price(Sourced perHour, String place, String date) {}
