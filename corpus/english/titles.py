"""Words that stand before a person's name, and words of offices that are no part of a name."""

# What a title ends in; more of it may stand before ("Principal Deputy Assistant Secretary").
HEADS = frozenset(
    """
Administrator Admiral Adviser Advisor Ambassador Archbishop Attorney Ayatollah Bishop Captain Cardinal Chair
Chairman Chairperson Chairwoman Chancellor Chief Colonel Commander Commissioner Congressman Congresswoman Consul
Coordinator Councillor Councilor Counsellor Counselor Dean Delegate Deputy Director Dr Emir Envoy Excellency General
Governor Highness Holiness Honorable Imam Inspector Judge Justice King Lady Leader Lieutenant Lord Majesty Major
Marshal Mayor Member Minister Miss Mr Mrs Ms Mx Officer Ombudsman Pastor Patriarch Pope Premier President Prince
Princess Professor Prosecutor Queen Rabbi Rapporteur Representative Reverend Secretary Senator Sergeant Sheikh
Sheikha Sir Speaker Spokesman Spokesperson Spokeswoman Sponsor Sultan Taoiseach Treasurer Undersecretary
""".split()
)
# May follow the head and belong to it: "Attorney General", "Minister Counselor".
TAILS = "General Designate Elect Emeritus Counselor Commander Delegate Prosecutor Minister Secretary".split()
# Say what somebody is; a name of two words or more has to follow.
ROLES = frozenset(
    """
activist activists actor actress ambassador anchor athlete author blogger businessman businessmen businesswoman
candidate chairman citizen citizens colleague commander contact correspondent defender dictator diplomat director
dissident doctor envoy financier founder general host hostage hosts journalist journalists lawyer leader minister
moderator national nationals officer officers oligarch physician politician president prisoner prisoners professor
reporter scientist singer spokesman spokesperson spokeswoman terrorist
""".split()
)
# Of offices and of what else begins with a capital beside a name: no name holds one.
OFFICE = frozenset(
    """
ASEAN About Accountability Act Acting Administration Administrative Advisory Affairs Africa African After Agency
Agreement Agriculture Aid Airport Alcohol All Alliance Allies Also America American Americas And Anniversary Annual
Anti Antitrust Any Appeals Applause Appointment April Arab Arms Army Article As Asia Asian Assembly Assistance
Assistant Associate Association At Atlantic Atrocity Attach August Avenue Award Bank Before Begin Bilateral Board
Border Both Branch Briefing Budget Bureau Business But By COVID Cabinet Call Case Center Central Centre Ceremony
Change Channel Chief Children Christmas Circuit City Civil Climate College Command Commerce Commission Committee
Common Communications Compact Company Compliance Conference Conflict Congress Constitutional Consular Consulate
Contact Control Cooperation Coordination Corporation Corruption Council Counsel Counternarcotics Counterterrorism
County Court Covid Crime Crimes Criminal Cultural Culture Customs Cyber Day Debate December Defeat Defence Defense
Delegation Democracy Department Deputy Development Dialogue Digital Diplomacy Disarmament District Diversity
Division Drug During Each East Eastern Economic Economy Education Embassy Emirates End Energy Enforcement
Environment Environmental Equality Equity Europe European Event Executive Explosives Export External Facebook
Families February Federal Federation Finance Financial Firearms First Fisheries Food For Force Forces Foreign
Forestry Former Forum Foundation Four Fraud Freedom Friday From Fund Gas General Global Good Government Grand Group
Growth Guard Hall He Health Hello Hemisphere Her Here His Holiday Homeland Hotel House Housing How Human
Humanitarian Hype I ICE ISIS Ice If Immigration In Inaudible Inc Inclusion Independence Industry Information
Infrastructure Initiative Innovation Inspection Institute Interim Interior Internal International Internet
Interpreter Interview Investigation Isis Island Islands Issue Issues It Its January Joint Judicial July June Jury
Justice Kingdom Labor Labour Lake Last Laughter Law Leaders Legal Legislative Let License Line List Litigation Live
Local Los Ltd Management March Marine May Media Meet Meeting Meets Memorial Men Middle Migration Military Mining
Minister Ministerial Ministers Ministry Mission Moderator Monday Month More Morning Most Multilateral Museum NATO
Narcotics Nation National Nations Natural Navy Near Network New News Next No Nonproliferation North Northern Not
November Now Nuclear Nuevo Number OSCE October Of Office Official Officials Oil On One Operating Operation
Operations Operator Or Organization Other Our Pacific Page Palace Parliament Parliamentary Partners Partnership
Party Peace People Plan Planning Please Police Policies Policy Political Population Post Postal President Presidents
Press Prevention Prime Principal Priority Prize Process Procurement Program Programs Project Province Public
Question Radio Ranking Reconstruction Recovery Reform Reforms Refugees Region Regional Relations Release Relief
Religious Remarks Report Republic Residence Resources Response Revenue Review Rights River Road Room Roundtable
Sanction Sanctions Saturday School Science Second Secretaries Secretary Section Securities Security Senate Senior
September Sergeant Service Services She Sheriff Show Signing So Society South Southern Space Special Sport Sports
Spouse Square Stabilization Staff State Statement States Strategic Strategy Street Summit Sunday Supreme
Sustainability Talks Tax Team Teams Technologies Technology Television Territory Test Text Thank Thanks That The
Their Then There These They Third This Those Three Thursday Times To Tobacco Today Tomorrow Tonight Tourism Town
Trade Transparency Transport Transportation Travel Treasury Treaty Trial Triangle Trip Tuesday Twitter Two Under
Union Unit University Verification Via Vice Visit War Water We Wednesday Week Welcome Well West Western What When
Where Which While Who Whom Why With Without Women Year Yes Yesterday You Your Youth
""".split()
)
# Several people at once, who may say something together.
GROUPS = tuple("ministers leaders sides secretaries officials presidents parties delegations principals".split())
# Of those of whom the page of a release may ask, and what stands before: few, for these questions are to be simple.
HEADS_ASKED_ABOUT = tuple(
    "Minister President Secretary Ambassador Commissioner Governor Director Chancellor Mayor".split()
)
BEFORE_HEADS = tuple("Prime Foreign Deputy Vice Under Assistant".split())
