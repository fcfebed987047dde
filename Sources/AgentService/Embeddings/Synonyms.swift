/// A small thesaurus of a Brazilian shop: what the built-in embedder knows about meaning beyond spelling.
enum Synonyms {
  /// Other words for a thing, as "word: other, other".
  private static let same = """
    refrigerante: refri soda guarana coca coke pepsi fanta
    cafe: cafezinho coffee kave kavet expresso espresso
    cerveja: breja cerva beer sor sort chopp chope
    pao: paozinho bread kenyer kenyeret bisnaga
    leite: milk tej tejet
    agua: water viz vizet
    acucar: sugar cukor
    suco: juice nectar
    cha: tea
    chocolate: choco bombom
    biscoito: bolacha cookie
    fralda: diaper
    celular: smartphone telefone
    camiseta: camisa blusa shirt
    tenis: sapato calcado shoes
    macarrao: massa espaguete spaghetti pasta talharim penne
    queijo: cheese mussarela muzzarella
    frango: galinha chicken
    carne: bife bovina beef meat
    salgadinho: chips snack
    xampu: shampoo
    absorvente: pad
    papel: paper
    arroz: rice
    feijao: beans
    ovo: eggs
    vinho: wine
    manteiga: butter
    """

  /// What a thing is a kind of, as "kind: thing, thing".
  private static let kinds = """
    bebida: refrigerante cafe cerveja leite agua suco cha vinho energetico cachaca vodka whisky drink drinks
    lanche: biscoito salgadinho chocolate pao bolo sanduiche snack
    doce: chocolate bala pirulito sobremesa sorvete bolo geleia acucar mel goiabada pacoca sweet
    limpeza: detergente sabao desinfetante alvejante amaciante esponja vassoura multiuso cleaning
    higiene: sabonete xampu condicionador desodorante creme absorvente fralda escova fio papel
    mercearia: arroz feijao macarrao farinha acucar oleo sal cafe molho azeite milho ervilha fuba
    laticinio: leite queijo iogurte manteiga margarina requeijao
    carnes: carne frango linguica presunto salsicha bacon peixe hamburguer
    hortifruti: banana maca laranja tomate batata cebola alface cenoura limao uva mamao alho
    roupa: camiseta calca vestido bermuda saia jaqueta meia
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
