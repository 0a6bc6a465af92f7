/** Questions over many scenarios: from where on one variant beats another. */
@NullMarked
package dev.headroom.sweep;

import org.jspecify.annotations.NullMarked;
