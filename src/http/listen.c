/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG  1024
#define RETRY_US 50000 /* when there is no descriptor or no memory for one more */

static bool read_address(const struct http_server_config *config, struct sockaddr_storage *out,
                         socklen_t *size)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
	char text[INET6_ADDRSTRLEN];

	if (config->address.len >= sizeof(text) || config->port < 0 || config->port > 65535)
		return false;
	memcpy(text, config->address.ptr, config->address.len);
	text[config->address.len] = '\0';
	*out = (struct sockaddr_storage){ .ss_family = AF_INET };
	*size = sizeof(*v4);
	v4->sin_port = htons((uint16_t)config->port);
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
		return true;
	*out = (struct sockaddr_storage){ .ss_family = AF_INET6 };
	*size = sizeof(*v6);
	v6->sin6_port = htons((uint16_t)config->port);
	return inet_pton(AF_INET6, text, &v6->sin6_addr) == 1;
}

static const struct err *listen_failed(struct arena *arena, const struct http_server_config *config)
{
	struct str where = str_fmt(arena, "%.*s:%d", STR_ARG(config->address), config->port);

	if (errno == EADDRINUSE)
		return err_new(arena, ERR_BUSY, STR("port"), "server.port_taken", where);
	if (errno == EADDRNOTAVAIL)
		return err_new(arena, ERR_INVALID, STR("address"), "server.address", where);
	return err_errno(arena, errno, where);
}

const struct err *listen_open(struct arena *arena, const struct http_server_config *config,
                              struct listener *out)
{
	struct sockaddr_storage address;
	socklen_t size;
	int one = 1;
	int fd;

	if (!read_address(config, &address, &size))
		return err_new(arena, ERR_INVALID, STR("address"), "server.address",
		               config->address);
	out->family = address.ss_family;
	fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	out->fd = fd;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(fd, (const struct sockaddr *)&address, size) != 0 || listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return listen_failed(arena, config);
	out->port = ntohs(address.ss_family == AF_INET
	                          ? ((struct sockaddr_in *)(void *)&address)->sin_port
	                          : ((struct sockaddr_in6 *)(void *)&address)->sin6_port);
	return NULL;
}

/* Faults of one connection, not of the socket that listens: see accept(2). */
static bool is_passing(int number)
{
	return number == EINTR || number == ECONNABORTED || number == EPROTO;
}

static void *run(void *arg)
{
	struct listener *listener = arg;

	while (!atomic_load(&listener->ends)) {
		struct sockaddr_storage address;
		socklen_t size = sizeof(address);
		struct sockaddr *peer = (struct sockaddr *)(void *)&address;
		int fd = accept4(listener->fd, peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0)
			listener->take(listener->arg, fd, peer, size);
		else if (!is_passing(errno) && !atomic_load(&listener->ends))
			usleep(RETRY_US);
	}
	return NULL;
}

const struct err *listen_start(struct listener *listener, struct arena *arena, listen_take *take,
                               void *arg)
{
	int code;

	listener->take = take;
	listener->arg = arg;
	code = pthread_create(&listener->thread, NULL, run, listener);
	if (code != 0)
		return err_errno(arena, code, STR("pthread_create"));
	listener->runs = true;
	return NULL;
}

void listen_stop(struct listener *listener)
{
	if (listener->runs) {
		atomic_store(&listener->ends, true);
		shutdown(listener->fd, SHUT_RDWR);
		pthread_join(listener->thread, NULL);
		listener->runs = false;
	}
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
}
