/* turns.c - compares what is there with what may be. */
#include "driver/turns.h"

#include "driver/settings.h"

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void turns_piece(struct turns *turns, uint64_t bytes)
{
	turns->pieces++;
	turns->bytes += bytes;
	turns->largest = larger(turns->largest, bytes);
}

void turns_come(struct turns *turns, uint64_t most)
{
	turns->coming++;
	turns->comes += most;
}

bool turns_scarce(const struct turns *turns)
{
	return turns->bytes + turns->begun >= SETTINGS_SCARCE;
}

static bool fits(const struct turns *turns, uint64_t most)
{
	return turns->bytes + turns->comes + most <= 2 * larger(turns->model, turns->largest);
}

bool turns_let(const struct turns *turns, uint64_t most)
{
	return !turns->adding
		&& (turns->pieces + turns->coming < SETTINGS_AT_ONCE || fits(turns, most));
}

bool turns_add(const struct turns *turns, size_t left)
{
	const bool much = turns->bytes >= SETTINGS_SCARCE;

	if (left == 0 || turns->pieces < 2 || (much && turns->coming))
		return false;
	return (left >= SETTINGS_LEFT && turns->pieces >= SETTINGS_PIECES)
		|| (much && turns->bytes >= 2 * turns->largest && !fits(turns, turns->largest))
		|| turns->holds;
}

bool turns_combine(size_t left, size_t hosts)
{
	return left >= SETTINGS_LEFT_A_HOST * hosts;
}
