/* One statement over DuckDB's C interface, in place of its command line: the same engine without Node. */
/* sql <threads> <statement>: prints rows, wall and CPU milliseconds of the whole process as JSON. */
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

typedef void *handle;
typedef struct {
  uint64_t columns, rows, changed;
  void *data;
  char *error;
  void *internal;
} result;

extern int duckdb_create_config(handle *);
extern int duckdb_set_config(handle, const char *, const char *);
extern int duckdb_open_ext(const char *, handle *, handle, char **);
extern int duckdb_connect(handle, handle *);
extern int duckdb_query(handle, const char *, result *);
extern const char *duckdb_result_error(result *);
extern handle duckdb_fetch_chunk(result);
extern uint64_t duckdb_data_chunk_get_size(handle);
extern void duckdb_destroy_data_chunk(handle *);

int main(int count, char **arguments) {
  struct timespec begin, end;
  struct rusage used;
  handle config, database, connection, chunk;
  result answer;
  uint64_t rows = 0;
  char *error = NULL;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  if (count != 3 || duckdb_create_config(&config) || duckdb_set_config(config, "threads", arguments[1])) return 2;
  if (duckdb_open_ext(NULL, &database, config, &error) || duckdb_connect(database, &connection)) return 3;
  if (duckdb_query(connection, arguments[2], &answer)) {
    fprintf(stderr, "%s\n", duckdb_result_error(&answer));
    return 4;
  }
  while ((chunk = duckdb_fetch_chunk(answer)) != NULL) {
    rows += duckdb_data_chunk_get_size(chunk);
    duckdb_destroy_data_chunk(&chunk);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  getrusage(RUSAGE_SELF, &used);
  printf("{\"rows\": %llu, \"wall\": %.1f, \"cpu\": %.1f}\n", (unsigned long long)rows,
         1e3 * (double)(end.tv_sec - begin.tv_sec) + 1e-6 * (double)(end.tv_nsec - begin.tv_nsec),
         1e3 * (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
             1e-3 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec));
  return 0;
}
