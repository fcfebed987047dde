import Contracts
import Runtime
import TestSupport
import Testing

@Suite("Stores")
struct StoreTests {
  @Test("a store is opened in the actor's only company, and read back", arguments: Engine.available)
  func create(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore(
        .with {
          $0.name = " Padaria São João "
          $0.phone = "+55 (11) 91234-5678"
          $0.pixKey = "529.982.247-25"
        })
      #expect(store.companyID == OrderWorld.company)
      #expect(store.name == "Padaria São João")
      #expect(store.slug == "padaria-sao-joao")
      #expect(store.phone == "+5511912345678")
      #expect(store.pixKey == "52998224725")
      #expect(store.currency == "BRL")
      #expect(store.isActive)
      #expect(!store.hasDescription_p && !store.hasCity)
      #expect(isUUID(store.id))
      #expect(try await world.store(store.id) == store)
      #expect(try await world.stores() == [store])
    }
  }

  @Test("every bad field is named at once", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let error = try await refusal {
        _ = try await world.createStore(
          .with {
            $0.slug = "Não Serve"
            $0.phone = "91234-5678"
            $0.currency = "reais"
            $0.pixKey = "529.982.247-24"
          })
      }
      #expect(error.code == .invalidArgument)
      #expect(Set(error.violations.map(\.field)) == ["name", "slug", "phone", "currency", "pix_key"])
      #expect(try await world.stores().isEmpty)
    }
  }

  @Test("a slug belongs to one store, a made-up one finds its own number", arguments: Engine.available)
  func slugs(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      #expect(try await world.isFree("loja"))
      let names = ["Loja", "Lojá", "LOJA"]
      var slugs: [String] = []
      for name in names { slugs.append(try await world.createStore(named: name).slug) }
      #expect(slugs == ["loja", "loja-2", "loja-3"])
      #expect(try await !world.isFree("loja"))
      let error = try await refusal {
        _ = try await world.createStore(
          .with {
            $0.name = "Outra"
            $0.slug = "loja"
          })
      }
      #expect(error.code == .alreadyExists)
      #expect(error.reason == "SLUG_TAKEN")
    }
  }

  @Test("a change touches what it names, and an empty text clears", arguments: Engine.available)
  func update(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let other = try await world.createStore(named: "Outra")
      world.clock.advance(by: .seconds(1))
      let changed = try await world.updateStore(
        .with {
          $0.id = store.id
          $0.name = "Empório da Ana"
          $0.pixKey = ""
          $0.isActive = false
        })
      #expect(changed.name == "Empório da Ana")
      #expect(changed.slug == store.slug)
      #expect(changed.city == "São Paulo")
      #expect(!changed.hasPixKey)
      #expect(!changed.isActive)
      #expect(changed.createdAt == store.createdAt)
      #expect(changed.updatedAt.seconds == store.updatedAt.seconds + 1)
      #expect(try await world.store(store.id) == changed)

      let taken = try await refusal {
        _ = try await world.updateStore(
          .with {
            $0.id = store.id
            $0.slug = other.slug
          })
      }
      #expect(taken.reason == "SLUG_TAKEN")
    }
  }

  @Test("the same key opens one store, with other details it is refused", arguments: Engine.available)
  func idempotent(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let request = OrderV1.CreateStoreRequest.with { $0.name = "Loja" }
      let first = try await world.createStore(request, key: "k")
      #expect(try await world.createStore(request, key: "k") == first)
      let error = try await refusal { _ = try await world.createStore(.with { $0.name = "Outra" }, key: "k") }
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
      #expect(try await world.stores().count == 1)
    }
  }
}
