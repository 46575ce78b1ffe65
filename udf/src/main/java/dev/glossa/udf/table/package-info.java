/**
 * Tables as annotated records: one record class for the rows of each table.
 *
 * <p>{@link dev.glossa.udf.table.TableRow} names the table and says what there is one row of,
 * {@link dev.glossa.udf.table.Column} gives each component's meaning and unit, and {@link
 * dev.glossa.udf.table.Table} reads both. Schemas, column comments and {@code docs/tables.md} are
 * made from that, so a column is described in one place.
 *
 * <p>Trap: a column is called as its component, in snake case. Renaming a component renames a
 * published column, which every reader of the tables will notice.
 */
package dev.glossa.udf.table;
