/**
 * Charts good enough for a paper: what is drawn as plain values, and how it becomes SVG, PDF and
 * PNG with the same bytes everywhere. The only place that knows JFreeChart, Batik and PDFBox.
 */
@NullMarked
package dev.headroom.chart;

import org.jspecify.annotations.NullMarked;
