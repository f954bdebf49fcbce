/* order.c - a queue of orders. */
#include "driver/order.h"

#include "base/memory.h"

#include <stdlib.h>

void order_release(struct orders *orders)
{
	free(orders->order);
	*orders = (struct orders){0};
}

int order_put(struct orders *orders, const struct order *order, struct fault *fault)
{
	if (memory_grow(&orders->order, &orders->room, orders->count + 1, fault))
		return -1;
	orders->order[orders->count++] = *order;
	return 0;
}

int order_slot(struct orders *orders, enum order_kind kind, uint32_t host, uint32_t slot,
	enum order_reason reason, struct fault *fault)
{
	const struct order order = {.kind = kind, .reason = reason, .host = host, .slot = slot,
		.task = ORDER_NONE, .group = ORDER_NONE, .other = ORDER_NONE};

	return order_put(orders, &order, fault);
}

bool order_take(struct orders *orders, struct order *order)
{
	if (orders->taken == orders->count) {
		orders->taken = orders->count = 0;
		return false;
	}
	*order = orders->order[orders->taken++];
	return true;
}
