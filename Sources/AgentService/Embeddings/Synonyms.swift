/// A small thesaurus of a Brazilian shop: what the built-in embedder knows about meaning beyond spelling.
enum Synonyms {
  /// Other words for just the same thing, as "word: other other". Brands and varieties don't belong here:
  /// whoever asks for one does not want another.
  private static let same = """
    refrigerante: refri soda
    cafe: cafezinho coffee kave kavet
    cerveja: breja cerva beer sor sort
    pao: paozinho bread kenyer kenyeret
    leite: milk tej tejet
    agua: water viz vizet
    acucar: sugar cukor
    suco: juice
    cha: tea
    chocolate: choco
    biscoito: bolacha cookie
    fralda: diaper
    celular: smartphone telefone
    camiseta: tshirt
    macarrao: pasta
    mussarela: mucarela muzzarella mozzarella
    queijo: cheese
    frango: galinha chicken
    carne: beef meat
    salgadinho: chips
    xampu: shampoo
    sabonete: soap
    papel: paper
    arroz: rice
    feijao: beans
    ovo: eggs
    vinho: wine
    manteiga: butter
    """

  /// What a thing is a kind of, as "kind: thing thing".
  private static let kinds = """
    bebida: refrigerante cafe cerveja leite agua suco cha vinho energetico cachaca vodka whisky coca pepsi fanta
    bebida: guarana sprite chopp espumante drink
    refrigerante: coca pepsi fanta guarana sprite cola
    cerveja: chopp chope pilsen ipa
    macarrao: espaguete penne talharim parafuso lasanha massa
    queijo: mussarela prato parmesao provolone gorgonzola ricota
    lanche: biscoito salgadinho chocolate pao bolo sanduiche snack
    doce: chocolate bombom bala pirulito sobremesa sorvete bolo geleia mel goiabada pacoca
    limpeza: detergente sabao desinfetante alvejante amaciante esponja vassoura multiuso
    higiene: sabonete xampu condicionador desodorante creme absorvente fralda escova fio papel
    mercearia: arroz feijao macarrao farinha acucar oleo sal cafe molho azeite milho ervilha fuba
    laticinio: leite queijo iogurte manteiga margarina requeijao mussarela
    carne: bife picanha alcatra frango linguica hamburguer
    fruta: banana maca laranja limao uva mamao manga abacaxi melancia
    verdura: alface couve rucula espinafre brocolis
    legume: tomate batata cebola cenoura abobrinha
    roupa: camiseta camisa blusa calca vestido bermuda saia jaqueta meia
    calcado: tenis sapato sandalia chinelo bota
    """

  private static let canonicals: [String: String] = table(same)
  private static let hypernyms: [String: [String]] = {
    var result: [String: [String]] = [:]
    for (kind, things) in lines(kinds) {
      for thing in things { result[canonical(Words.stem(thing)), default: []].append(Words.stem(kind)) }
    }
    return result
  }()

  /// The one stem that stands for all words of a meaning.
  static func canonical(_ stem: String) -> String { canonicals[stem] ?? stem }

  /// The stems of what a thing is a kind of.
  static func kinds(of stem: String) -> [String] { hypernyms[stem] ?? [] }

  private static func table(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for (word, others) in lines(text) {
      for other in others { result[Words.stem(other)] = Words.stem(word) }
    }
    return result
  }

  private static func lines(_ text: String) -> [(String, [String])] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return (parts[0].trimmingPrefix(" ").description, parts[1].split(separator: " ").map(String.init))
    }
  }
}
