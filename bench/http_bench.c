/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ask a server of this machine for pages over kept connections, and read from /proc what that costs
 * it. Prints lines "ROW<tab>UNIT<tab>VALUE" for bench/table.py.
 *
 *     bench_http port                          a free port
 *     bench_http start ROW PORT OUT COMMAND…   start a server that writes to the file OUT: how long
 *                                              until it answers; its number goes to OUT.pid
 *     bench_http idle ROW PID                  the memory of a server that rests
 *     bench_http load ROW PORT PID[,PID…] SECONDS CONNECTIONS COOKIE [PATH…]
 *                                              the paths in turn, as fast as it answers; without
 *                                              any, those of standard input, one a line
 *
 * A program of our own, because it must refuse any answer but 200 (a page that sends elsewhere
 * would be cheap), sum the CPU time of a server and its children over its own requests alone, and
 * count a database server's with it. COOKIE is "" for none.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "bench/server_cpu.h"

#define CONNECTIONS_MAX 256
#define PATHS_MAX       4096
#define PATH_BYTES_MAX  256
#define PIDS_MAX        8
#define HEAD_BYTES_MAX  8192
#define READ_BYTES      (256u << 10)
#define WARM_SECONDS    0.3
#define START_SECONDS   60.0
#define START_WAIT_US   500 /* between two tries */
#define EVENTS          64

/* One kept connection: its question is out, or its answer is on the way. */
struct peer {
	int fd;
	size_t path;           /* of the question that is out */
	char head[HEAD_BYTES_MAX];
	size_t head_len;
	bool in_body;
	int64_t body_left;
};

struct load {
	struct peer peers[CONNECTIONS_MAX];
	int peer_count;
	int epoll;
	int port;
	const char *cookie;
	char paths[PATHS_MAX][PATH_BYTES_MAX];
	size_t path_count;
	size_t next_path;
	int64_t answers;
	int64_t body_bytes;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "bench_http: %s: %s\n", what,
	        errno == 0 ? "not as expected" : strerror(errno));
	exit(1);
}

static double clock_seconds(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t number_of(struct str text)
{
	int64_t n;

	errno = 0;
	if (!str_int(text, &n) || n < 0)
		die(text.ptr);
	return n;
}

static size_t pids_of(const char *list, int64_t pids[PIDS_MAX])
{
	struct str rest = str_of(list), word;
	size_t count = 0;

	while (count < PIDS_MAX && str_cut(&rest, ',', &word))
		pids[count++] = number_of(word);
	return count;
}

/* ---- connections ---- */

static struct sockaddr_in address_of(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		                     .sin_port = htons((uint16_t)port),
		                     .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* -1 while nobody listens. */
static int connect_to(int port)
{
	struct sockaddr_in address = address_of(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void ask(int fd, const char *path, const char *cookie)
{
	char text[2048];
	int len = snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n",
	                   path, cookie[0] == '\0' ? "" : "Cookie: ", cookie,
	                   cookie[0] == '\0' ? "" : "\r\n");

	if (len < 0 || (size_t)len >= sizeof(text))
		die(path);
	if (send(fd, text, (size_t)len, MSG_NOSIGNAL) != len)
		die("send");
}

static void ask_next(struct load *load, struct peer *peer)
{
	peer->path = load->next_path;
	load->next_path = (load->next_path + 1) % load->path_count;
	peer->head_len = 0;
	peer->in_body = false;
	ask(peer->fd, load->paths[peer->path], load->cookie);
}

/* The length that a head states; -1 when it is not an answer we count. */
static int64_t length_of(struct str head)
{
	struct str line;
	int64_t length = -1;

	if (!str_starts(head, STR("HTTP/1.1 200")))
		return -1;
	while (str_cut(&head, '\n', &line)) {
		struct str name;

		line = str_trim(line);
		if (str_cut(&line, ':', &name) && str_eq_nocase(name, STR("Content-Length")))
			(void)str_int(str_trim(line), &length);
	}
	return length;
}

static void head_read(const struct load *load, struct peer *peer)
{
	struct str head = { peer->head, peer->head_len };

	peer->body_left = length_of(head);
	peer->in_body = true;
	if (peer->body_left >= 0)
		return;
	fprintf(stderr, "%.*s\n", STR_ARG(head));
	errno = 0;
	die(load->paths[peer->path]);
}

/* Bytes of an answer: head, then body. There is one answer at a time. */
static void take(struct load *load, struct peer *peer, const char *bytes, size_t len)
{
	while (!peer->in_body && len > 0) {
		if (peer->head_len == HEAD_BYTES_MAX - 1)
			die("head");
		peer->head[peer->head_len++] = *bytes++;
		len--;
		if (peer->head_len >= 4 &&
		    memcmp(peer->head + peer->head_len - 4, "\r\n\r\n", 4) == 0)
			head_read(load, peer);
	}
	if (!peer->in_body)
		return;
	peer->body_left -= (int64_t)len;
	load->body_bytes += (int64_t)len;
	if (peer->body_left < 0)
		die("body");
	if (peer->body_left > 0)
		return;
	load->answers++;
	ask_next(load, peer);
}

static void serve_one(struct load *load, struct peer *peer)
{
	static char bytes[READ_BYTES];
	ssize_t len = recv(peer->fd, bytes, sizeof(bytes), 0);

	errno = len == 0 ? ECONNRESET : errno;
	if (len <= 0)
		die("recv");
	take(load, peer, bytes, (size_t)len);
}

static void run_until(struct load *load, double until)
{
	struct epoll_event events[EVENTS];

	while (clock_seconds() < until) {
		int count = epoll_wait(load->epoll, events, EVENTS, 100);

		for (int i = 0; i < count; i++)
			serve_one(load, events[i].data.ptr);
	}
}

static void load_open(struct load *load)
{
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < load->peer_count; i++) {
		struct peer *peer = &load->peers[i];
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = peer };

		peer->fd = connect_to(load->port);
		if (peer->fd < 0 || epoll_ctl(load->epoll, EPOLL_CTL_ADD, peer->fd, &event) != 0)
			die("connect");
		ask_next(load, peer);
	}
}

/* ---- what it is asked to do ---- */

static void path_add(struct load *load, const char *path)
{
	size_t len = strcspn(path, "\n");

	errno = 0;
	if (load->path_count == PATHS_MAX || len >= PATH_BYTES_MAX)
		die("too many paths, or too long");
	memcpy(load->paths[load->path_count++], path, len); /* all is zero behind it */
}

static void paths_read(struct load *load, char **paths, int count)
{
	char line[PATH_BYTES_MAX];

	for (int i = 0; i < count; i++)
		path_add(load, paths[i]);
	while (count == 0 && fgets(line, sizeof(line), stdin) != NULL)
		path_add(load, line);
	if (load->path_count == 0)
		die("no path");
}

static void do_load(char **arguments, int count)
{
	static struct load load;
	int64_t pids[PIDS_MAX];
	size_t pid_count = pids_of(arguments[2], pids);
	double seconds = (double)number_of(str_of(arguments[3]));
	double cpu, began;

	load.port = (int)number_of(str_of(arguments[1]));
	load.peer_count = (int)number_of(str_of(arguments[4]));
	load.cookie = arguments[5];
	paths_read(&load, arguments + 6, count - 6);
	if (load.peer_count < 1 || load.peer_count > CONNECTIONS_MAX)
		die("connections");
	load_open(&load);
	run_until(&load, clock_seconds() + WARM_SECONDS);
	load.answers = load.body_bytes = 0;
	cpu = server_cpu_seconds(pids, pid_count);
	began = clock_seconds();
	run_until(&load, began + seconds);
	seconds = clock_seconds() - began;
	cpu = server_cpu_seconds(pids, pid_count) - cpu;
	errno = 0;
	if (load.answers == 0)
		die("no answer");
	printf("%s\tms CPU\t%.4f\n", arguments[0], cpu * 1000 / (double)load.answers);
	printf("%s\ta second\t%.0f\n", arguments[0], (double)load.answers / seconds);
	printf("%s\tbytes\t%.0f\n", arguments[0], (double)load.body_bytes / (double)load.answers);
}

static void do_port(void)
{
	struct sockaddr_in address = address_of(0);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, size) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		die("port");
	printf("%d\n", ntohs(address.sin_port));
}

/* Any answer will do: a page that sends to the sign-in page is one. */
static bool answers(int port)
{
	char first[16];
	int fd = connect_to(port);
	ssize_t len;

	if (fd < 0)
		return false;
	ask(fd, "/", "");
	len = recv(fd, first, sizeof(first), 0);
	close(fd);
	return len > 0;
}

static void write_pid(const char *out, pid_t pid)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s.pid", out);
	file = fopen(path, "w");
	if (file == NULL || fprintf(file, "%d\n", (int)pid) < 0 || fclose(file) != 0)
		die(path);
}

static void do_start(char **arguments)
{
	int port = (int)number_of(str_of(arguments[1]));
	double began = clock_seconds();
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		int fd = open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
			die(arguments[2]);
		execvp(arguments[3], arguments + 3);
		die(arguments[3]);
	}
	write_pid(arguments[2], pid);
	while (!answers(port)) {
		errno = ECHILD;
		if (waitpid(pid, NULL, WNOHANG) != 0)
			die(arguments[3]);
		if (clock_seconds() - began > START_SECONDS) {
			kill(pid, SIGTERM);
			errno = ETIMEDOUT;
			die(arguments[3]);
		}
		usleep(START_WAIT_US);
	}
	printf("%s\ts\t%.4f\n", arguments[0], clock_seconds() - began);
}

static void do_idle(char **arguments)
{
	char path[64], line[256];
	FILE *file;
	struct str text;
	int64_t kb = -1;

	snprintf(path, sizeof(path), "/proc/%lld/smaps_rollup",
	         (long long)number_of(str_of(arguments[1])));
	file = fopen(path, "r");
	if (file == NULL)
		die(path);
	/* "Pss:                4711 kB" */
	while (kb < 0 && fgets(line, sizeof(line), file) != NULL) {
		text = str_of(line);
		if (str_starts(text, STR("Pss:"))) {
			text = str_trim(str_sub(text, strlen("Pss:"), text.len));
			(void)str_int(str_sub(text, 0, (size_t)str_find_char(text, ' ')), &kb);
		}
	}
	fclose(file);
	printf("%s\tKB\t%lld\n", arguments[0], (long long)kb);
}

int main(int argc, char **argv)
{
	struct str verb = str_of(argc > 1 ? argv[1] : "");

	if (str_eq(verb, STR("port")))
		do_port();
	else if (str_eq(verb, STR("start")) && argc >= 6)
		do_start(argv + 2);
	else if (str_eq(verb, STR("idle")) && argc == 4)
		do_idle(argv + 2);
	else if (str_eq(verb, STR("load")) && argc >= 8)
		do_load(argv + 2, argc - 2);
	else
		return 2;
	return 0;
}
