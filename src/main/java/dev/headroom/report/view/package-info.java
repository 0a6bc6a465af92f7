/** What each command shows: estimates, comparisons, formulas, devices and models as reports. */
@NullMarked
package dev.headroom.report.view;

import org.jspecify.annotations.NullMarked;
