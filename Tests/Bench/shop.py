"""Long lists of orders beside short ones, and large batches of products."""
import json, os, shutil, sqlite3, subprocess, tempfile, time, urllib.request

from harness import *

MANY, FEW, PAGE = 1_000_000, 1_000, 50


def measure(env):
    if not (wanted("11") or wanted("12")):
        return
    directory = tempfile.mkdtemp(prefix="quartet-bench-")
    up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway", env=env)
    world = setup(url, read_values(directory))
    if wanted("12"):
        batch(url, world)
    if wanted("11"):
        few, many = [open_store(url, world, name) for name in ("few", "many")]
        stop(up)
        fill(directory, {few: FEW, many: MANY})
        up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway", env=env)
        lists(url, world, few, many)
    stop(up)
    shutil.rmtree(directory, ignore_errors=True)


def batch(url, world, count=10_000):
    print(f"(12) one batch upsert of {count:,} products")
    rows = [{"sku": f"s{number}", "name": f"Produto {number}", "category": "Bench", "price_cents": number + 1, "stock": 5}
            for number in range(count)]
    for what in ("new", "again"):
        begin = time.perf_counter()
        answer, _ = call(url, "POST", "/internal/products/batch-upsert", {"store_id": world["store"], "products": rows},
                         world["office"])
        print(f"  {what}: {time.perf_counter() - begin:.2f} s, created {answer['created']:,}, updated {answer['updated']:,}")


def open_store(url, world, name):
    stamp = f"{name}{time.time_ns()}"
    store, _ = call(url, "POST", "/internal/stores", {"name": name, "slug": stamp}, world["office"])
    return store["id"]


def fill(directory, stores):
    """Writes old orders straight into the file, as an import would, and has them counted."""
    print("(11) filling a store with a million orders")
    database = sqlite3.connect(os.path.join(directory, "order.db"))
    tenant, = database.execute("SELECT tenant_id FROM stores LIMIT 1").fetchone()
    start_at = (int(time.time()) - 365 * 86400) * 1_000_000
    columns = ("tenant_id, id, store_id, status, payment_method, total_cents, currency, customer_name, version, created_at, "
               "updated_at")
    for store, count in stores.items():
        step = 300 * 86400 * 1_000_000 // count
        database.executemany(
            f"INSERT INTO orders ({columns}) VALUES (?, ?, ?, 'delivered', 'cod', 1000, 'BRL', 'Bench', 3, ?, ?)",
            ((tenant, f"{store[-12:]}-{number:023d}", store, start_at + number * step, start_at + number * step)
             for number in range(count)))
    database.commit()
    database.close()
    subprocess.run([os.path.join(BIN, "quartet"), "admin", "orders", "recount", "--data-dir", directory], check=True,
                   capture_output=True)


def lists(url, world, few, many):
    """The first page of both, and the thousandth of the long one; a store of a thousand has twenty pages."""
    def median(store, page):
        target = f"{url}/internal/orders?store_ids={store}&limit={PAGE}&offset={(page - 1) * PAGE}"
        times = []
        for _ in range(200):
            request = urllib.request.Request(target, headers=world["office"])
            begin = time.perf_counter()
            with urllib.request.urlopen(request) as response:
                body = response.read()
            times.append(time.perf_counter() - begin)
        answer = json.loads(body)
        return sorted(times)[100] * 1000, len(answer["items"]), answer["total"]

    short, items, total = median(few, 1)
    print(f"  first page of {total:,}: {short:.2f} ms, {items} orders")
    last, items, total = median(few, 20)
    print(f"  last page of {total:,}: {last:.2f} ms, {items} orders")
    for page in (1, 1000):
        long, items, total = median(many, page)
        print(f"  page {page:,} of {total:,}: {long:.2f} ms, {items} orders")
        aim(f"(11) page {page:,} of a million / first page of a thousand", long / short, 1.5, higher=False)
