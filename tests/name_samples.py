"""Names of persons and titles of functions, written for measuring: others than the lists that the finder goes by."""

COMMON = """
    Anna Andersson|Maria Johansson|Karl Karlsson|Erik Nilsson|Lars Eriksson|Karin Larsson|Anders Olsson|Johan Persson|Eva Svensson|Per Gustafsson
    Nils Pettersson|Kristina Jonsson|Jan Jansson|Margareta Hansson|Lena Bengtsson|Hans Jönsson|Sara Lindberg|Mikael Jakobsson|Emma Magnusson|Daniel Lindström
    Elin Olofsson|Fredrik Lindqvist|Helena Lindgren|Sofia Berg|Linda Axelsson|Peter Bergström|Malin Lundberg|Gunnar Lind|Hanna Lundgren|Stefan Lundqvist
    Jenny Mattsson|Mats Berglund|Susanne Fredriksson|Göran Sandberg|Ulf Henriksson|Åsa Forsberg|Björn Sjöberg|Ingrid Wallin|Katarina Engström|Magnus Eklund
    Birgitta Danielsson|Thomas Lundin|Marie Håkansson|Olof Björk|Monica Bergman|Mattias Gunnarsson|Ann-Sofie Holm|Lars-Erik Wikström|Annika Samuelsson|Leif Isaksson
    Jonas Fransson|Camilla Bergqvist|Andreas Nyström|Ulrika Holmberg|Niklas Arvidsson|Charlotte Löfgren|Henrik Söderberg|Pernilla Nyberg|Joakim Blomqvist|Viktoria Claesson
    Rolf Nordström|Gunilla Mårtensson|Simon Lundström|Ida Viklund|Oskar Björklund|Julia Eliasson|Patrik Berggren|Josefin Sandström|Håkan Nordin|Yvonne Ström
    Robert Hermansson|Frida Åberg|Marcus Ekström|Agneta Holmgren|Alexander Hedlund|Lovisa Sundberg|Kent Dahlberg|Therese Hellström|Kjell Sjögren|Cecilia Abrahamsson
    Tobias Falk|Amanda Öberg|Robin Blom|Ebba Ek|Linus Månsson|Wilma Norberg|Elias Dahl|Alva Strand|Hugo Jonasson|Saga Lindholm
    Anna Maria Svensson|Carl Johan von Essen|Eva Britt-Marie Lind|Per-Olof af Ugglas|Birgit Ståhl|Torbjörn Rydh|Gun Tegnér|Bo Ek|Siv Rask|Sten Alm
"""
NEWCOMERS = """
    Mohammad Al-Hassan|Fatima Zahra El Idrissi|Xiaoming Wang|Nguyen Van Thanh|Oleksandr Kovalenko|Priyanka Chatterjee|Amanuel Tesfaye|Abdirahman Warsame|Zlatan Hadžić|Jovana Đorđević
    Tomasz Wiśniewski|Małgorzata Zielińska|Siobhán O'Connor|Jean-Pierre Lefèvre|José García López|Yūki Tanaka|Rania Haddad|Farhad Rostami|Nilufar Karimova|Giorgi Beridze
    Kwame Nkrumah|Chinedu Okafor|Hüseyin Yılmaz|Ayşe Çelik|Dimitrios Papadopoulos|Andrei Ionescu|Boglárka Szabó|Kristjana Jónsdóttir|Päivi Lehtonen|Mbali Dlamini
    Tsegaye Gebremedhin|Selamawit Haile|Hamza Benali|Shirin Ebadi|Baran Demir|Rojin Aslan|Thuy Linh Pham|Sanjay Patel|Luisa Fernández|Piotr Dąbrowski
"""
DRESSES = (
    "{}", "{}, säkerhetschef", "Säkerhetschef {}", "säkerhetssamordnare {}", "Säkerhetschef ({})", "{} (säkerhetschef)", "{}, miljöförvaltningen", "Enhetschef: {}",
    "Kontakta {}", "{} / säkerhetsstrateg",
)  # fmt: skip
TITLES = """
    Säkerhetschef|Säkerhetssamordnare|Säkerhetsstrateg|Säkerhetsansvarig|Säkerhetshandläggare|Beredskapssamordnare|Beredskapschef|Beredskapsstrateg|Krisberedskapssamordnare|Kommundirektör
    Biträdande kommundirektör|Kommunikationschef|Kommunikationsdirektör|Kommunikatör i beredskap|Tjänsteman i beredskap|Kanslichef|Stadsjurist|Kommunjurist|Kommunsekreterare|Nämndsekreterare
    Registrator|Arkivarie|Förvaltningschef|Avdelningschef|Enhetschef|Verksamhetschef|Områdeschef|Driftchef|Driftansvarig|Administrativ chef
    Ekonomichef|Ekonomidirektör|Controller|Koncerncontroller|Redovisningschef|Inköpschef|Upphandlare|Upphandlingschef|HR-chef|HR-strateg
    HR-direktör|Personalchef|Löneadministratör|IT-chef|IT-säkerhetschef|IT-samordnare|Informationssäkerhetssamordnare|Informationssäkerhetschef|Chief Information Security Officer|Dataskyddsombud
    Systemförvaltare|Systemadministratör|Digitaliseringschef|Digitaliseringsstrateg|Utvecklingschef|Utvecklingsledare|Verksamhetsutvecklare|Kvalitetschef|Kvalitetssamordnare|Kvalitetsutvecklare
    Miljöchef|Miljöstrateg|Miljöinspektör|Miljösamordnare|Klimatstrateg|Energistrateg|Energi- och klimatrådgivare|Hållbarhetschef|Hållbarhetsstrateg|Folkhälsostrateg
    Folkhälsosamordnare|Brottsförebyggande samordnare|Brottsförebyggande strateg|Trygghetssamordnare|Trygghetsstrateg|Trygghetschef|Trygghetsvärd|Fältsekreterare|Fältassistent|Ordningsvakt
    Räddningschef|Räddningschef i beredskap|Ställföreträdande räddningschef|Brandingenjör|Brandinspektör|Insatsledare|Inre befäl|Yttre befäl|Vakthavande befäl|Brandmästare
    Socialchef|Socialdirektör|Socialsekreterare|Biståndshandläggare|Medicinskt ansvarig sjuksköterska|Distriktssköterska|Undersköterska|Verksamhetschef för individ och familj|Kurator|Skolkurator
    Rektor|Biträdande rektor|Förskolechef|Skolchef|Skolsköterska|Skolpsykolog|Elevhälsochef|Studie- och yrkesvägledare|Lärare|Förstelärare
    Bibliotekschef|Bibliotekarie|Kulturchef|Kulturstrateg|Fritidschef|Fritidsledare|Idrottskonsulent|Museichef|Intendent|Museipedagog
    Teknisk chef|Teknisk direktör|Gatuchef|Parkchef|Trafikchef|Trafikingenjör|Trafikplanerare|VA-chef|VA-ingenjör|Driftingenjör
    Stadsbyggnadsdirektör|Stadsarkitekt|Planarkitekt|Planchef|Bygglovschef|Bygglovshandläggare|Byggnadsinspektör|Stadsträdgårdsmästare|Landskapsarkitekt|Mark- och exploateringschef
    Fastighetschef|Fastighetsförvaltare|Fastighetsskötare|Lokalstrateg|Lokalförsörjningschef|Förvaltare|Husansvarig|Vaktmästare|Bovärd|Uthyrningschef
    Verkställande direktör|VD|vd|Vice vd|Styrelseordförande|Ordförande|Vice ordförande|Sekreterare|Förbundsdirektör|Förbundschef
    Säkerhetsskyddschef|Biträdande säkerhetsskyddschef|Signalskyddschef|Skyddsombud|Huvudskyddsombud|Arbetsmiljösamordnare|Arbetsmiljöstrateg|Krisledare|Stabschef|Stabschef i beredskap
    Handläggare|Utredare|Planerare|Administratör|Assistent|Receptionist|Projektledare|Programledare|Processledare|Samordnare
    Turistchef|Näringslivschef|Näringslivsutvecklare|Destinationsutvecklare|Evenemangssamordnare|Landsbygdsutvecklare|Internationell strateg|EU-samordnare|Överförmyndarhandläggare|Valsamordnare
    Säkerhetssamordnare, socialförvaltningen|Lokal- och säkerhetsansvarig, utbildningsförvaltningen|Säkerhetsansvarig, Lunds Kommuns Fastighets AB|Koncernkontroller, Lunds Rådhus AB|Administratör, Visit Lund AB|Beredskapssamordnare, VA SYD|Samordnare för förebyggande arbete, Räddningstjänsten Syd|Kanslichef, fullmäktiges kansli|Förbundskansli, Lunds Samordningsförbund|Avfallschef
"""


def listed(text: str) -> list[str]:
    """Return the entries of a list above."""
    return [one.strip() for line in text.strip().splitlines() for one in line.split("|")]
