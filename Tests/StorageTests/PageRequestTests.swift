import Storage
import Testing

@Suite("Numbered pages")
struct PageRequestTests {
  @Test("the last page is the one that holds the last row", arguments: [(0, 0), (1, 1), (20, 1), (21, 2), (40, 2)])
  func pages(total: Int64, pages: Int64) {
    let first = PageRequest(page: 1, perPage: 20)
    #expect(first.pages(of: total) == pages)
    #expect(first.hasNext(of: total) == (pages > 1))
    let last = PageRequest(page: Int32(max(1, pages)), perPage: 20)
    #expect(!last.hasNext(of: total))
    #expect(last.offset == max(0, pages - 1) * 20)
  }

  @Test("the largest numbers a client can name do not overflow")
  func largest() {
    let page = PageRequest(page: .max, perPage: .max)
    #expect(page.offset == Int64(Int32.max - 1) * Int64(Int32.max))
    #expect(!page.hasNext(of: 1_000_000))
  }
}
