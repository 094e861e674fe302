import { availableParallelism } from "node:os";

/** What the parent tells the engine before it opens. */
export interface EngineOptions {
  /** ClickHouse's own folder. */
  store: string;
  /** Private folder (0700) for the socket, the configuration and spooled results. */
  runtime: string;
  socketPath: string;
  /** Credential every request must carry. */
  secret: string;
  /** Bytes the engine may use in all. */
  memoryBytes: number;
  /** Sessions for analytics; ingestion and control have their own. */
  readers: number;
}

/** Bytes one statement may use unless it says otherwise: half the cap. */
export const queryMemoryBytes = (memoryBytes: number) => Math.floor(memoryBytes / 2);

/**
 * Server configuration. Caches are small because the sample of a growing product fits the page cache anyway
 * and idle memory is what a small machine feels; fsync is on because an acknowledgement means "on disk".
 * Parts are merged some fifteen of a size at a time. Five, as by default, merge every row more often; a least number of
 * parts instead (twenty) let a large part be written anew with every nineteen small ones: 1.35 million rows merged for
 * 25,000 single events behind 208,000 batched ones, where this merges 0.38 million.
 */
export function configXml({ memoryBytes }: EngineOptions): string {
  const merges = Math.max(2, Math.min(8, Math.floor(availableParallelism() / 2)));
  return `<clickhouse>
  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_mark_cache_size>8388608</index_mark_cache_size>
  <mmap_cache_size>100</mmap_cache_size>
  <compiled_expression_cache_size>16777216</compiled_expression_cache_size>
  <background_pool_size>${merges}</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <old_parts_lifetime>60</old_parts_lifetime>
    <merge_selector_base>15</merge_selector_base>
  </merge_tree>
  <backups><allowed_path>/</allowed_path></backups>
</clickhouse>`;
}

/**
 * Settings every statement starts from. A statement's own settings travel in its SETTINGS clause, because a
 * SET would stay in the session for the next one.
 */
export function baseline(options: EngineOptions): Record<string, string> {
  const perQuery = queryMemoryBytes(options.memoryBytes);
  return {
    output_format_json_quote_64bit_integers: "1",
    // A text that looks like a date is a text: `2024-01-01T10:00:00Z` must come back as it was sent.
    input_format_try_infer_dates: "0",
    input_format_try_infer_datetimes: "0",
    // `{"a.b":1,"a":{"b":2}}` names one path twice; the first wins instead of failing the batch.
    type_json_skip_duplicated_paths: "1",
    // Keys are told apart before the insert; collapsing the block again cost a fifth of the insert's time.
    optimize_on_insert: "0",
    // Parts fresh from an insert are small and recent: an index would be two more files to sync. Merges build it.
    materialize_skip_indexes_on_insert: "0",
    // Groups are a few megabytes at most; splitting them over threads costs more than it saves on small machines.
    input_format_parallel_parsing: "0",
    max_query_size: "67108864",
    max_partitions_per_insert_block: "0",
    max_memory_usage: String(perQuery),
    max_bytes_before_external_group_by: String(Math.floor(perQuery / 2)),
    max_bytes_before_external_sort: String(Math.floor(perQuery / 2)),
    max_execution_time: "3600",
  };
}
